package dev.darkroom.adapter.postgres;

import dev.darkroom.domain.testkit.contract.AdaptersHaveContracts;

/** Each adapter of this module passes the contract of its port. */
class ContractsTest implements AdaptersHaveContracts {}
