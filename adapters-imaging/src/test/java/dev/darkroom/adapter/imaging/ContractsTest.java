package dev.darkroom.adapter.imaging;

import dev.darkroom.domain.testkit.contract.AdaptersHaveContracts;

/** Checks that every adapter of this module passes the contract of its port. */
class ContractsTest implements AdaptersHaveContracts {}
