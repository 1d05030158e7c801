package dev.darkroom.bootstrap.architecture.planted.adapter.http;

import com.amazonaws.services.dynamodbv2.datamodel.DocPath;

public record UsesAmazonsOtherPackages(DocPath value) {}
