package pos

import dev.refundkit.NextStep
import dev.refundkit.Problem
import dev.refundkit.RefundAmount
import dev.refundkit.RefundStatus
import dev.refundkit.TranzzoRefund
import dev.refundkit.money
import java.nio.file.Path
import java.time.Duration
import kotlin.test.AfterTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.junit.jupiter.api.io.TempDir

class TillTest {
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

    private fun till(at: Sender = sender) = Till(provider, at, journal) { pauses += it; Thread.sleep(it.coerceAtMost(600)) }

    /** What the provider gave back of the order in all. */
    private fun refunded(order: String): Long? {
        val asking = TranzzoRefund(order, RefundAmount.Partial(ten))
        val answer = sender.send(provider.buildStatusRequest(asking)) as Sent.Answered
        return provider.parseStatusResponse(asking, answer.response).refunded?.minorUnits
    }

    @Test
    fun aRefundGoesBackAndIsStored() {
        val outcome = till().refund("order-2", ten)
        assertEquals(RefundStatus.SUCCEEDED to NextStep.DONE, outcome.status to outcome.nextStep)
        assertEquals(outcome, journal.entries().single().outcome)
        assertEquals(1_000, refunded("order-2"))
    }

    @Test
    fun aRefundThatIsDecidedLaterIsAskedFor() {
        assertEquals(RefundStatus.SUCCEEDED, till().refund("order-3", ten).status)
        assertTrue(pauses.isNotEmpty())
        assertEquals(1_000, refunded("order-3"))
    }

    @Test
    fun aLostAnswerIsResolvedByTheStatusAndNothingIsSentTwice() {
        simulator.refunds("drop_after")
        assertEquals(RefundStatus.SUCCEEDED, till().refund("order-4", ten).status)
        assertEquals(1_000, refunded("order-4"))
    }

    @Test
    fun aRefundThatNeverArrivedIsNotTakenForSuccess() {
        simulator.refunds("drop_before")
        val outcome = till().refund("order-4", ten)
        assertTrue(outcome.status != RefundStatus.SUCCEEDED && outcome.nextStep != NextStep.RETRY_SAME, "$outcome")
        assertEquals(0, refunded("order-4"))
    }

    @Test
    fun aRedirectIsNotFollowed() {
        simulator.refunds("redirect")
        assertTrue(till().refund("order-4", ten).status != RefundStatus.SUCCEEDED)
        assertEquals(0, refunded("order-4"))
    }

    @Test
    fun aTillThatWasKilledAsksAndSendsNothing() {
        val refund = TranzzoRefund("order-6", RefundAmount.Partial(ten), mark = "killed")
        journal.store(Entry(refund, null))
        sender.send(provider.buildRequest(refund))
        assertEquals(listOf(RefundStatus.SUCCEEDED), till().resume().map { it.status })
        assertEquals(1_000, refunded("order-6"))
        assertEquals(emptyList(), till().resume())
    }

    @Test
    fun withoutConnectionNothingWasSent() {
        val elsewhere = Till(simulated("http://127.0.0.1:1"), sender, journal) {}
        val outcome = elsewhere.refund("order-2", ten)
        assertEquals(RefundStatus.DECLINED to Problem.NOT_SENT, outcome.status to outcome.problem)
    }

    @Test
    fun theRefundIsOnTheDiskBeforeItIsSent() {
        simulator.refunds("slow")
        val watched = Thread { runCatching { till(Sender(Duration.ofMillis(1_500))).refund("order-8", ten) } }
        watched.start()
        Thread.sleep(1_000)
        assertNull(journal.entries().single().outcome)
        watched.join()
    }
}
