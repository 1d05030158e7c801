package dev.darkroom.adapter.events;

import dev.darkroom.domain.testkit.contract.AdaptersHaveContracts;

/** Every adapter of this module passes the contract of its port. */
class ContractsTest implements AdaptersHaveContracts {}
