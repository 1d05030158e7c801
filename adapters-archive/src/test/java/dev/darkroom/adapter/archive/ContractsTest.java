package dev.darkroom.adapter.archive;

import dev.darkroom.domain.testkit.contract.AdaptersHaveContracts;

class ContractsTest implements AdaptersHaveContracts {}
