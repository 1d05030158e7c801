package dev.darkroom.adapter.archive;

import dev.darkroom.domain.testkit.AdaptersHaveContracts;

class ContractsTest implements AdaptersHaveContracts {}
