package dev.refundkit

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotEquals

private const val NOW = 1_800_000_000_000
private const val MINUTE = 60_000L

/** The ledger of a capture: Google asks, the host stores, pays once and responds. */
class CaptureTest {
    private val google = GoogleIntegrator(GoogleCredentials(), GoogleConfig(accountIds = listOf("shop")))
    private var capture = GoogleCaptureOpening("payment-1", "shop", Money(10_000, "USD"))
    private val rows = mutableMapOf<String, LedgerRow>()
    private val paid = mutableListOf<String>()
    private var attention: Attention? = null

    private fun request(now: Long): GoogleRefundRequest {
        val header = """{"protocolVersion":{"major":1,"minor":0,"revision":0},"requestId":"request-1","requestTimestamp":"$now"}"""
        val asked = """"paymentIntegratorAccountId":"shop","captureRequestId":"capture-1","currencyCode":"USD","refundAmount":"10500000""""
        val body = """{"requestHeader":$header,$asked}""".encodeToByteArray()
        return google.parseRequest(ReceivedRequest(HttpMethod.POST, "/v1/refund", emptyList(), body), now)
    }

    private fun open() = google.ledger(capture, rows[google.ledgerKey(capture)])

    private fun answer(now: Long, payout: (GoogleCaptureLedger, GoogleStep) -> Unit): Int {
        val ledger = open()
        val asked = request(now)
        ledger.answer(asked, rows[google.requestKey(asked)])
        while (true) {
            when (val step = ledger.next(now)) {
                is GoogleStep.Store -> store(ledger, step.v1)
                is GoogleStep.Respond -> return step.v1.response.status.toInt()
                else -> payout(ledger, step)
            }
        }
    }

    private fun store(ledger: GoogleCaptureLedger, step: StoreStep) {
        if (step.expected != (rows[step.key]?.version ?: 0L)) return ledger.reload(rows[step.key])
        rows[step.key] = LedgerRow(step.body, step.expected + 1)
        attention = step.attention
        ledger.stored(step.id)
    }

    private fun pays(ledger: GoogleCaptureLedger, step: GoogleStep) {
        val pay = (step as GoogleStep.Pay).v1
        paid += pay.key
        ledger.paid(pay.id, GoogleRefundResult.Refunded("refund"))
    }

    @Test
    fun aRequestIsPaidOnce() {
        assertEquals(listOf(200, 200), listOf(answer(NOW, ::pays), answer(NOW + 1000, ::pays)))
        assertEquals(1, paid.size)
    }

    @Test
    fun aProgramThatDiesWhileItPaysDoesNotPayAgain() {
        assertFailsWith<IllegalStateException> {
            answer(NOW) { _, step ->
                paid += (step as GoogleStep.Pay).v1.key
                error("died")
            }
        }
        assertNotEquals(200, answer(NOW + 1000, ::pays))
        val found = answer(NOW + 3 * MINUTE) { ledger, step ->
            val check = (step as GoogleStep.Check).v1
            assertEquals(paid, listOf(check.key))
            ledger.paid(check.id, GoogleRefundResult.Refunded("found"))
        }
        assertEquals(200 to 1, found to paid.size)
    }

    @Test
    fun twoPayoutsOfOneRequestAreAnAlertUntilAPersonSettlesIt() {
        capture = GoogleCaptureOpening("payment-1", "shop", Money(10_000, "USD"), payoutsReplay = true)
        fun paysAs(id: String) = { ledger: GoogleCaptureLedger, step: GoogleStep -> ledger.paid((step as GoogleStep.Pay).v1.id, GoogleRefundResult.Refunded(id)) }
        answer(NOW) { ledger, step ->
            answer(NOW, paysAs("one"))
            paysAs("two")(ledger, step)
        }
        val ledger = open()
        val alert = ledger.alerts().single()
        assertEquals(listOf(Attention.ALERT, AlertKind.PAID_TWICE, "request-1", 2100L), listOf(attention, alert.kind, alert.reference, alert.found))
        val refused = assertFailsWith<RefundException> { ledger.settleAlert("another", "anna", "claimed back", NOW) }
        assertEquals("unknown_identifier" to "alert", refused.code to refused.field)
        ledger.settleAlert(alert.id, "anna", "claimed back", NOW)
        store(ledger, (ledger.next(NOW) as GoogleStep.Store).v1)
        assertEquals(Attention.NONE to emptyList<AlertView>(), attention to open().alerts())
    }
}
