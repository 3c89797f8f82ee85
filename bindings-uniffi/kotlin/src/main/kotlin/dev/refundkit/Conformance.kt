/** Whether a host's table keeps what every ledger rests on. For the tests of a host. */
@file:JvmName("Conformance")

package dev.refundkit

import java.util.UUID

private val TEXT = "{\"text\":\"Возврат «1» \\u0000 €\",\"filler\":\"${"x".repeat(100_000)}\"}"

/**
 * Checks that a table keeps what every ledger rests on, above all the version check, and throws what is wrong with the host's
 * `load` or `store`. Leaves one row, under a key that no ledger has.
 */
@Throws(Exception::class)
fun checkStore(host: LedgerHost): Unit = checkAll({ host.load(it) }, { host.store(it) })

/**
 * Checks that a table keeps what every ledger rests on, above all the version check, and throws what is wrong with the host's
 * `load` or `store`. Leaves one row, under a key that no ledger has.
 */
suspend fun checkStore(host: SuspendingLedgerHost): Unit = checkAll({ host.load(it) }, { host.store(it) })

/** Inlined, so that the functions may suspend where the caller does. */
private inline fun checkAll(load: (String) -> LedgerRow?, store: (StoreStep) -> Boolean) {
    val key = "conformance/${UUID.randomUUID()}"
    holds(load(key) == null, "load gives a row that nobody stored")
    holds(store(step(key, 0, TEXT)), "the first row is refused")
    holds(load(key) == LedgerRow(TEXT, 1), "the first row does not come back as it was stored, with version 1")
    holds(!store(step(key, 0, "again")), "a first row is stored although there is one")
    holds(!store(step(key, 7, "early")), "a row is stored over a version that is not there yet")
    holds(load(key) == LedgerRow(TEXT, 1), "a row that was refused changed what is there")
    holds(store(step(key, 1, "second", 4_102_444_800_000, Attention.MANUAL_REVIEW)), "the next version is refused")
    holds(load(key) == LedgerRow("second", 2), "the second row does not come back as it was stored, with version 2")
    holds(!store(step(key, 1, "late")), "a row is stored over a newer version")
    holds(load(key) == LedgerRow("second", 2), "a late row changed what is there")
}

private fun step(key: String, expected: Long, body: String, due: Long? = null, attention: Attention = Attention.NONE) =
    StoreStep(1UL, key, body, expected, due, attention, "[]")

private fun holds(fact: Boolean, sentence: String) {
    check(fact) { "refunds will be lost or sent twice: $sentence" }
}
