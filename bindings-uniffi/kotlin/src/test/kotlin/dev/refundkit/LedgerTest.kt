package dev.refundkit

import java.io.IOException
import java.util.concurrent.CancellationException
import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.resume
import kotlin.coroutines.startCoroutine
import kotlin.coroutines.suspendCoroutine
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNull
import kotlin.test.assertTrue

private val empty = httpResponse(200, "[]".encodeToByteArray())

/** What the loop makes of its host's results and exceptions. */
class LedgerTest {
    private val tranzzo = Shop.tranzzo()
    private val rows = mutableMapOf<String, LedgerRow>()
    private var sent = 0

    private fun ledger(): TranzzoLedger {
        val settings = LedgerSettings("shop")
        val payment = TranzzoPayment("order-1")
        return tranzzo.ledger(settings, payment, Money(10_000, "UAH"), rows[tranzzo.ledgerKey(settings, payment)])
    }

    private fun asked() = ledger().apply { request("return-1", TranzzoRequest(Money(1_050, "UAH"))) }

    private fun known() = ledger().refund("return-1")!!

    private fun write(step: StoreStep): Boolean {
        if (step.expected != (rows[step.key]?.version ?: 0L)) return false
        rows[step.key] = LedgerRow(step.body, step.expected + 1)
        return true
    }

    /** Lists nothing, and answers refunds as told. */
    private fun host(refund: () -> HttpResponse?) = object : LedgerHost {
        override fun load(key: String) = rows[key]

        override fun store(step: StoreStep) = write(step)

        override fun send(step: SendStep) = if (step.money) refund().also { sent += 1 } else empty
    }

    @Test
    fun whateverSendThrowsIsALostResponse() {
        for (thrown in listOf(IOException("reset"), IllegalStateException(), java.io.InterruptedIOException("timeout"))) {
            rows.clear()
            assertTrue(runLedger(asked(), host { throw thrown })!! > System.currentTimeMillis())
            assertEquals(RefundStage.IN_PROGRESS to RefundReason.LOST, known().let { it.stage to it.reason })
        }
    }

    @Test
    fun whatWasNotSentWaitsForTheNextSending() {
        runLedger(asked(), host { throw NotSentException(IOException("refused")) })
        assertEquals(RefundStage.PLANNED to RefundReason.PAUSE, known().let { it.stage to it.reason })
    }

    /** A host that cannot send, and hears why. */
    private fun failing(thrown: Exception, heard: (Exception) -> Unit) = object : LedgerHost by host({ throw thrown }) {
        override fun sendFailed(step: SendStep, error: Exception) = heard(error)
    }

    /** The same of a host that suspends. */
    private fun failingLater(thrown: Exception, heard: (Exception) -> Unit) = object : SuspendingLedgerHost {
        override suspend fun load(key: String) = later { rows[key] }

        override suspend fun store(step: StoreStep) = later { write(step) }

        override suspend fun send(step: SendStep) = later { if (step.money) throw thrown else empty }

        override suspend fun sendFailed(step: SendStep, error: Exception) = later { heard(error) }
    }

    /** A run of each kind of host. */
    private fun eachRun(thrown: Exception, heard: (TranzzoLedger, Exception) -> Unit, check: (() -> Long?) -> Unit) {
        for (suspends in listOf(false, true)) {
            rows.clear()
            check {
                val ledger = asked()
                if (suspends) awaited { runLedger(ledger, failingLater(thrown) { heard(ledger, it) }) }.getOrThrow()
                else runLedger(ledger, failing(thrown) { heard(ledger, it) })
            }
        }
    }

    private fun stands(ledger: TranzzoLedger = ledger()) = ledger.refund("return-1")!!.let { it.stage to it.reason }

    @Test
    fun whatSendThrowsIsHeardAfterTheLedgerWasTold() {
        val lost = IllegalStateException("a mistake in send") to (RefundStage.IN_PROGRESS to RefundReason.LOST)
        val notSent = NotSentException(IOException("refused")) to (RefundStage.PLANNED to RefundReason.PAUSE)
        for ((thrown, told) in listOf(lost, notSent)) {
            val heard = mutableListOf<Any>()
            eachRun(thrown, { ledger, error -> heard += error to stands(ledger) }) { it() }
            assertEquals(listOf<Any>(thrown to told, thrown to told), heard)
        }
    }

    @Test
    fun whatTheHookThrowsIsThrownWhenTheSendingIsStored() {
        val lost = IOException("reset") to (RefundStage.IN_PROGRESS to RefundReason.LOST)
        val notSent = NotSentException() to (RefundStage.PLANNED to RefundReason.PAUSE)
        for ((thrown, stored) in listOf(lost, notSent)) {
            eachRun(thrown, { _, _ -> throw IOException("no log") }) { run ->
                assertEquals("no log", assertFailsWith<IOException> { run() }.message)
                assertEquals(stored, stands())
            }
        }
    }

    @Test
    fun whatEndsTheRunIsNotHeard() {
        for (ends in listOf(CancellationException(), InterruptedException())) {
            eachRun(ends, { _, _ -> throw IOException("heard") }) { run -> assertFailsWith(ends::class) { run() } }
            eachRun(IOException("reset"), { _, _ -> throw ends }) { run ->
                assertFailsWith(ends::class) { run() }
                runLedger(asked(), host { empty })
                assertEquals(0 to RefundStage.IN_PROGRESS, sent to stands().first)
            }
        }
    }

    @Test
    fun aCancellationEndsTheRunAndTheRefundIsNotSentAgain() {
        for (thrown in listOf(CancellationException(), InterruptedException())) {
            rows.clear()
            sent = 0
            assertFailsWith(thrown::class) { runLedger(asked(), host { throw thrown }) }
            runLedger(asked(), host { empty })
            assertEquals(0 to RefundStage.IN_PROGRESS, sent to known().stage)
        }
    }

    @Test
    fun whatLoadAndStoreThrowEndsTheRun() {
        val broken = object : LedgerHost by host({ empty }) {
            override fun load(key: String) = throw IOException("load")

            override fun store(step: StoreStep) = if (step.expected == 0L) false else throw IOException("store")
        }
        assertEquals("load", assertFailsWith<IOException> { runLedger(asked(), broken) }.message)
        runLedger(asked(), host { null })
        assertEquals("store", assertFailsWith<IOException> { runLedger(ledger().apply { notice() }, broken) }.message)
    }

    private fun RefundLedgerInterface.notice() =
        webhook(RefundEvent(EventKind.REFUND, "refund", merchantOrder = "order-1", dedupeKey = "1", acknowledgement = empty), System.currentTimeMillis())

    @Test
    fun aWebhookWantsAResponse() {
        val responses = mutableListOf<HttpResponse>()
        val responding = object : LedgerHost by host({ null }) {
            override fun acknowledge(response: HttpResponse) { responses += response }
        }
        assertNull(runLedger(ledger().apply { notice() }, responding))
        assertEquals(1, responses.size)
        assertFailsWith<UnsupportedOperationException> { runLedger(ledger().apply { notice() }, host { null }) }
    }

    /** Otherwise nothing would be stored, and every run would ask again at once. Half of a pair of surrogates is no text. */
    @Test
    fun aResponseThatCannotBeTakenIsStoredAsLost() {
        var asked = 0
        val garbled = object : LedgerHost by host({ null }) {
            override fun send(step: SendStep): HttpResponse {
                asked += 1
                return httpResponse(200, empty.body, listOf(Header("x-node", "\uD800")))
            }
        }
        assertFailsWith<Exception> { runLedger(asked(), garbled) }
        assertTrue(runLedger(asked(), garbled)!! > System.currentTimeMillis())
        assertEquals(1, asked)
    }

    @Test
    fun aHostMaySuspend() {
        val suspending = object : SuspendingLedgerHost {
            override suspend fun load(key: String) = later { rows[key] }

            override suspend fun store(step: StoreStep) = later { write(step) }

            override suspend fun send(step: SendStep) = later { if (step.money) throw NotSentException() else empty }
        }
        val due = awaited { runLedger(asked(), suspending) }
        assertEquals(RefundReason.PAUSE, known().reason)
        assertTrue(due.getOrThrow()!! > System.currentTimeMillis())
    }

    /** Resumes on another thread. */
    private suspend fun <T> later(result: () -> T): T {
        suspendCoroutine { waiting -> Thread { waiting.resume(Unit) }.start() }
        return result()
    }

    private fun <T> awaited(run: suspend () -> T): Result<T> {
        val ended = java.util.concurrent.CompletableFuture<Result<T>>()
        run.startCoroutine(Continuation(EmptyCoroutineContext) { ended.complete(it) })
        return ended.get()
    }
}
