package dev.darkroom.bootstrap.wiring;

import dev.darkroom.domain.testkit.contract.AdaptersHaveContracts;

/** The one adapter of this module, which needs random numbers, passes the contract of its port. */
class ContractsTest implements AdaptersHaveContracts {}
