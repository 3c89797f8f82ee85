/** Whether a host's table keeps what every ledger rests on. For the tests of a host. */
@file:JvmName("Conformance")

package dev.refundkit

import java.util.UUID
import java.util.concurrent.Callable
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.ExecutionException
import java.util.concurrent.Executors
import java.util.concurrent.Future
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.Continuation
import kotlin.coroutines.coroutineContext
import kotlin.coroutines.resume
import kotlin.coroutines.startCoroutine
import kotlin.coroutines.suspendCoroutine

private val TEXT = "{\"text\":\"Возврат «1» \\u0000 €\",\"filler\":\"${"x".repeat(100_000)}\"}"

/**
 * Checks that a table keeps what every ledger rests on, above all the version check, and throws what is wrong with the host's
 * `load` or `store`. Leaves one row, under a key that no ledger has. At the end four threads store at once, unless `atOnce` is
 * false: for a host that can be called by one thread alone, where a read before the write is not found.
 */
@Throws(Exception::class)
@JvmOverloads
fun checkStore(host: LedgerHost, atOnce: Boolean = true): Unit =
    checkAll({ host.load(it) }, { host.store(it) }, { if (atOnce) inThreads(host, it) else it.map(host::store) })

/**
 * Checks that a table keeps what every ledger rests on, above all the version check, and throws what is wrong with the host's
 * `load` or `store`. Leaves one row, under a key that no ledger has. At the end four coroutines store at once.
 */
suspend fun checkStore(host: SuspendingLedgerHost): Unit = checkAll({ host.load(it) }, { host.store(it) }, { inCoroutines(host, it) })

/** Inlined, so that the functions may suspend where the caller does. */
private inline fun checkAll(load: (String) -> LedgerRow?, store: (StoreStep) -> Boolean, storeAll: (List<StoreStep>) -> List<Boolean>) {
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
    val writers = listOf("a", "b", "c", "d").map { step(key, 2, it) }
    val won = storeAll(writers)
    holds(won.count { it } == 1, "of four that stored the same version at once not exactly one was told that it did")
    val there = LedgerRow(writers[won.indexOf(true)].body, 3)
    holds(load(key) == there, "of four that stored the same version at once another one's row is there")
}

/** Each in a thread of its own, which waits for the others before it stores. */
private fun inThreads(host: LedgerHost, writers: List<StoreStep>): List<Boolean> {
    val threads = Executors.newFixedThreadPool(writers.size)
    val start = CyclicBarrier(writers.size)
    fun waiting(writer: StoreStep) = Callable {
        start.await()
        host.store(writer)
    }
    try {
        return threads.invokeAll(writers.map(::waiting)).map { told(it) }
    } finally {
        threads.shutdown()
    }
}

private fun told(ended: Future<Boolean>): Boolean {
    try {
        return ended.get()
    } catch (failed: ExecutionException) {
        throw failed.cause ?: failed
    }
}

/** All are started before the first is waited for. This needs no library of coroutines. */
private suspend fun inCoroutines(host: SuspendingLedgerHost, writers: List<StoreStep>): List<Boolean> {
    val context = coroutineContext
    val results = arrayOfNulls<Result<Boolean>>(writers.size)
    suspendCoroutine { waiting ->
        val left = AtomicInteger(writers.size)
        writers.forEachIndexed { index, writer ->
            val stores: suspend () -> Boolean = { host.store(writer) }
            stores.startCoroutine(Continuation(context) {
                results[index] = it
                if (left.decrementAndGet() == 0) waiting.resume(Unit)
            })
        }
    }
    return results.map { it!!.getOrThrow() }
}

private fun step(key: String, expected: Long, body: String, due: Long? = null, attention: Attention = Attention.NONE) =
    StoreStep(1UL, key, body, expected, due, attention, "[]")

private fun holds(fact: Boolean, sentence: String) {
    check(fact) { "refunds will be lost or sent twice: $sentence" }
}
