package pos

import com.sun.net.httpserver.HttpServer
import dev.refundkit.Baseline
import dev.refundkit.NextAction
import dev.refundkit.Problem
import dev.refundkit.RefundAmount
import dev.refundkit.RefundOutcome
import dev.refundkit.RefundStatus
import dev.refundkit.TranzzoRefund
import dev.refundkit.money
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.nio.file.Path
import java.time.Duration
import kotlin.concurrent.thread
import kotlin.test.AfterTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.junit.jupiter.api.io.TempDir

class RefundServiceTest {
    @TempDir
    lateinit var folder: Path
    private val simulator = Simulator()
    private val provider = simulated(simulator.address)
    private val sender = Sender(Duration.ofSeconds(2))
    private val journal by lazy { Journal(folder) }
    private val pauses = mutableListOf<Long>()
    private val ten = money("10.00", "UAH")

    @AfterTest
    fun end() = simulator.close()

    private fun service(at: Sender = sender) = RefundService(provider, at, journal) { pauses += it; Thread.sleep(it.coerceAtMost(600)) }

    /** What the provider gave back of the order in all. */
    private fun refunded(order: String): Long? {
        val asking = TranzzoRefund(order, RefundAmount.Partial(ten))
        val response = sender.send(provider.buildStatusRequest(asking)) as Sent.Responded
        return provider.parseStatusResponse(asking, response.response).snapshot.refunded?.minorUnits
    }

    @Test
    fun aRefundGoesBackAndIsStored() {
        val outcome = service().refund("order-2", ten)
        assertEquals(RefundStatus.SUCCEEDED to NextAction.DONE, outcome.status to outcome.nextAction)
        assertEquals(outcome, journal.entries().single().outcome)
        assertEquals(1_000, refunded("order-2"))
    }

    @Test
    fun aRefundThatIsDecidedLaterIsAskedFor() {
        assertEquals(RefundStatus.SUCCEEDED, service().refund("order-3", ten).status)
        assertTrue(pauses.isNotEmpty())
        assertEquals(1_000, refunded("order-3"))
    }

    @Test
    fun aLostResponseIsResolvedByTheStatusAndNothingIsSentTwice() {
        simulator.refunds("drop_after")
        assertEquals(RefundStatus.SUCCEEDED, service().refund("order-4", ten).status)
        assertEquals(1_000, refunded("order-4"))
    }

    @Test
    fun aRefundThatNeverArrivedIsNotTakenForSuccess() {
        simulator.refunds("drop_before")
        val outcome = service().refund("order-4", ten)
        assertTrue(outcome.status != RefundStatus.SUCCEEDED && outcome.nextAction != NextAction.RESEND_SAME, "$outcome")
        assertEquals(0, refunded("order-4"))
    }

    @Test
    fun aRedirectIsNotFollowed() {
        simulator.refunds("redirect")
        assertTrue(service().refund("order-4", ten).status != RefundStatus.SUCCEEDED)
        assertEquals(0, refunded("order-4"))
    }

    @Test
    fun aTillThatWasKilledAsksAndSendsNothing() {
        val refund = TranzzoRefund("order-6", RefundAmount.Partial(ten), reference = "killed")
        journal.store(Entry(refund, null))
        sender.send(provider.buildRequest(refund))
        assertEquals(listOf(RefundStatus.SUCCEEDED), service().resume().map { it.status })
        assertEquals(1_000, refunded("order-6"))
        assertEquals(emptyList(), service().resume())
    }

    @Test
    fun aRefundThatNeverLeftIsSentAfterARestart() {
        val refund = TranzzoRefund("order-2", RefundAmount.Partial(ten), reference = "offline", baseline = Baseline(refunded = 0))
        journal.store(Entry(refund, provider.notSent(refund)))
        assertEquals(listOf(RefundStatus.SUCCEEDED), service().resume().map { it.status })
        assertEquals(1_000, refunded("order-2"))
    }

    /** Where nobody listens. */
    private fun elsewhere(address: String = "http://127.0.0.1:1") = RefundService(simulated(address), sender, journal) {}

    @Test
    fun withoutABaselineNothingIsSent() {
        assertFailsWith<NothingSent> { elsewhere().refund("order-2", ten) }
        assertEquals(emptyList(), journal.entries())
    }

    @Test
    fun withoutConnectionNothingWasSent() {
        val outcome = elsewhere(leaving()).refund("order-2", ten)
        assertEquals(RefundStatus.DECLINED to Problem.NOT_SENT, outcome.status to outcome.problem)
        assertEquals(outcome, journal.entries().single().outcome)
    }

    /** A provider that answers one question, and where nobody listens afterwards. */
    private fun leaving(): String {
        val server = ServerSocket(0, 1, InetAddress.getLoopbackAddress())
        val address = "http://127.0.0.1:${server.localPort}"
        thread(isDaemon = true) {
            val connection = server.use { it.accept() }
            connection.use {
                val lines = it.getInputStream().bufferedReader()
                while (lines.readLine().isNotEmpty()) continue
                it.getOutputStream().write("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n[]".encodeToByteArray())
            }
        }
        return address
    }

    @Test
    fun whatIsKnownOutlivesAQuestionThatNobodyAnswers() {
        val pending = RefundOutcome(RefundStatus.PENDING, NextAction.WAIT)
        journal.store(Entry(TranzzoRefund("order-2", RefundAmount.Partial(ten), reference = "waiting"), pending))
        assertEquals(listOf(pending), elsewhere().resume())
    }

    /** Otherwise a service that is killed while it sends again would take the earlier "not sent" for the truth, and send once more. */
    @Test
    fun whileItIsSentAgainNothingIsKnownOfIt() {
        val known = mutableListOf<RefundOutcome?>()
        val server = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0)
        server.createContext("/") {
            val isRefund = it.requestMethod == "POST"
            if (isRefund) known += journal.entries().single().outcome
            val response = (if (isRefund) "{}" else "[]").encodeToByteArray()
            it.sendResponseHeaders(if (isRefund) 429 else 200, response.size.toLong())
            it.responseBody.use { body -> body.write(response) }
        }
        server.start()
        val outcome = elsewhere("http://127.0.0.1:${server.address.port}").refund("order-2", ten)
        server.stop(0)
        assertEquals(NextAction.RESEND_SAME to Problem.RATE_LIMITED, outcome.nextAction to outcome.problem)
        assertTrue(known.size > 1)
        assertEquals(setOf(null), known.toSet())
    }

    @Test
    fun theRefundIsOnTheDiskBeforeItIsSent() {
        simulator.refunds("slow")
        val watched = Thread { runCatching { service(Sender(Duration.ofMillis(1_500))).refund("order-8", ten) } }
        watched.start()
        Thread.sleep(1_000)
        assertNull(journal.entries().single().outcome)
        watched.join()
    }
}
