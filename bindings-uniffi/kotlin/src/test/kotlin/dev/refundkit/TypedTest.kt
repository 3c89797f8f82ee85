package dev.refundkit

import java.math.BigDecimal
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNull
import kotlin.test.assertTrue

class TypedTest {
    private val shop = Shop.tranzzo()

    @Test
    fun theJarIsWhatIsTested() {
        assertTrue(Tranzzo::class.java.protectionDomain.codeSource.location.path.endsWith(".jar"))
    }

    @Test
    fun aRefundIsBuiltAndItsResponseParsed() {
        val request = shop.buildRequest(Shop.refund)
        assertEquals(HttpMethod.POST, request.method)
        assertContains(request.body!!, "10.50")
        val outcome = shop.parseResponse(Shop.refund, Shop.response).outcome
        assertEquals(RefundStatus.SUCCEEDED to NextAction.DONE, outcome.status to outcome.nextAction)
        assertEquals(Money(1_050, "UAH"), outcome.amount)
    }

    @Test
    fun silenceIsNoFailure() {
        assertEquals(RefundStatus.UNKNOWN to NextAction.QUERY_STATUS, shop.parseResponse(Shop.refund, null).outcome.let { it.status to it.nextAction })
        assertEquals(RefundStatus.DECLINED, shop.notSent(Shop.refund).status)
    }

    @Test
    fun anExceptionSaysWhatIsWrongAndWhere() {
        val refund = Shop.refund.copy(amount = RefundAmount.Partial(Money(0, "UAH")))
        val refused = assertFailsWith<RefundException> { shop.buildRequest(refund) }
        assertEquals("invalid_amount", refused.code)
        assertContains(refused.field, "amount")
        for (part in listOf(refused.code, refused.field, refused.detail)) assertContains(refused.message!!, part)
        assertNull(refused.reply)
    }

    @Test
    fun aForgedWebhookHasAReplyAndNoEvent() {
        val forged = ReceivedRequest(HttpMethod.POST, "/webhook", emptyList(), "data=e30&signature=x".encodeToByteArray())
        val refused = assertFailsWith<RefundException> { shop.parseWebhook(forged).event }
        assertEquals("unverified", refused.code)
        assertTrue(refused.reply!!.status in 400u..499u)
    }

    @Test
    fun wrongCredentialsAreNamed() {
        val refused = assertFailsWith<RefundException> { Tranzzo(TranzzoCredentials("pos-1", "a:b", "c", "d")) }
        assertEquals("credentials.apiKey", refused.field)
    }

    @Test
    fun moneyIsExact() {
        assertEquals(Money(1_050, "RUB"), money("10.50", "RUB"))
        assertEquals(Money(1_050, "RUB"), money(BigDecimal("10.5000"), "RUB"))
        assertEquals(Money(100_000, "RUB"), money(BigDecimal("1E+3"), "RUB"))
        assertEquals(BigDecimal("10.50"), Money(1_050, "RUB").toBigDecimal())
        for (wrong in listOf("10.505", "0", "-1")) {
            assertEquals("text", assertFailsWith<RefundException> { money(BigDecimal(wrong), "RUB") }.field)
        }
    }

    @Test
    fun aNumberThatIsNoAmountIsRefusedAtOnce() {
        for (number in listOf("1E+400000000", "1E-400000000")) {
            assertEquals("invalid_amount", assertFailsWith<RefundException> { money(BigDecimal(number), "UAH") }.code)
        }
    }

    @Test
    fun aStatusThatIsNoneIsNoSuccess() {
        for (status in listOf(-1, 0, 999, 65_736)) {
            val outcome = shop.parseResponse(Shop.refund, httpResponse(status, Shop.response.body)).outcome
            assertEquals(RefundStatus.UNKNOWN, outcome.status, "$status")
        }
    }

    @Test
    fun enumsAreFlat() {
        val said = when (shop.parseResponse(Shop.refund, Shop.response).outcome.status) {
            RefundStatus.SUCCEEDED -> "back"
            RefundStatus.PENDING -> "later"
            RefundStatus.DECLINED -> "refused"
            RefundStatus.REVERSED -> "returned"
            RefundStatus.UNKNOWN -> "ask"
        }
        assertEquals("back", said)
    }

    @Test
    fun anObjectThatWasClosedSaysSo() {
        val closed = Shop.tranzzo().also(Tranzzo::close)
        assertFailsWith<IllegalStateException> { closed.buildRequest(Shop.refund) }
    }

    @Test
    fun keysAreFresh() {
        assertEquals(100, List(100) { newIdempotencyKey() }.toSet().size)
    }
}
