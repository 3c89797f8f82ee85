package dev.refundkit

import java.io.File
import java.util.concurrent.Callable
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue

class LoadTest {
    @Test
    fun manyThreadsShareOneObject() {
        val shop = Shop.tranzzo()
        val expected = shop.buildRequest(Shop.refund) to shop.parseResponse(Shop.refund, Shop.response).outcome
        val pool = Executors.newFixedThreadPool(16)
        val same = { (shop.buildRequest(Shop.refund) to shop.parseResponse(Shop.refund, Shop.response).outcome) == expected }
        val counts = pool.invokeAll(List(16) { Callable { (1..500).count { same() } } }).map { it.get() }
        pool.shutdown()
        assertEquals(List(16) { 500 }, counts)
    }

    @Test
    fun anObjectThatIsClosedWhileOthersCallIsSafe() = repeat(50) {
        val shop = Shop.tranzzo()
        val expected = shop.buildRequest(Shop.refund)
        val called = CountDownLatch(4)
        val pool = Executors.newFixedThreadPool(4)
        val callers = List(4) { pool.submit(Callable { untilItFails { shop.buildRequest(Shop.refund).also { called.countDown() } } }) }
        called.await()
        shop.close()
        for ((results, end) in callers.map { it.get() }) {
            assertTrue(results.all { it == expected })
            assertTrue(end is IllegalStateException && end.message.orEmpty().contains("destroyed"), "$end")
        }
        pool.shutdown()
    }

    /** What different results came, and what ended it. */
    private fun <T> untilItFails(call: () -> T): Pair<Set<T>, Throwable> {
        val results = mutableSetOf<T>()
        while (true) runCatching(call).fold({ results += it }, { return results to it })
    }

    /** Calls, refusals and objects, `memory.rounds` times: a million with `-Dmemory.rounds=1000000`. */
    @Test
    fun memoryStaysFlat() {
        assumeTrue(File("/proc/self/status").exists(), "only Linux tells")
        val rounds = System.getProperty("memory.rounds").toInt()
        rounds(rounds / 2)
        val before = resident()
        rounds(rounds)
        val grown = resident() - before
        println("memory: $before kB, after $rounds rounds $grown kB more")
        assertTrue(grown < 24 * 1024, "grew by $grown kB")
    }

    private fun rounds(count: Int) {
        val shop = Shop.tranzzo()
        val wrong = Shop.refund.copy(orderId = "")
        repeat(count) { round ->
            shop.buildRequest(Shop.refund)
            shop.parseResponse(Shop.refund, Shop.response).outcome
            if (round % 10 == 0) Shop.tranzzo().use { runCatching { it.buildRequest(wrong) } }
        }
        System.gc()
    }

    private fun resident() = File("/proc/self/status").readLines().first { it.startsWith("VmRSS") }.filter(Char::isDigit).toLong()
}
