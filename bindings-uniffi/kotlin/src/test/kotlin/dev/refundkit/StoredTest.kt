package dev.refundkit

import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith

private val snapshot = PaymentSnapshot(paymentId = "p-1", refunded = Money(1_050, "UAH"), entries = listOf())
private val outcome = Shop.tranzzo().parseResponse(Shop.refund, Shop.response).outcome
private val event = RefundEvent(EventKind.REFUND, "refund", dedupeKey = "dedupe-1", acknowledgement = httpResponse(200, ByteArray(0)))
private val prepared = Shop.bank131().prepare(Shop.sessionRefund)
private val written = listOf(Shop.refund.toStored(), outcome.toStored(), snapshot.toStored(), event.toStored(), prepared.toStored())

/** The other process: reads each line, and prints what it read as it would be stored again. */
fun main() {
    val lines = generateSequence(::readlnOrNull).toList()
    println(tranzzoRefundFromStored(lines[0]).toStored())
    println(RefundOutcome.fromStored(lines[1]).toStored())
    println(PaymentSnapshot.fromStored(lines[2]).toStored())
    println(RefundEvent.fromStored(lines[3]).toStored())
    println(Prepared.fromStored(lines[4]).toStored())
}

class StoredTest {
    @Test
    fun whatOneProcessWritesAnotherReads() {
        val java = ProcessHandle.current().info().command().get()
        val other = ProcessBuilder(java, "-Dkeys=${System.getProperty("keys")}", "-cp", System.getProperty("java.class.path"), "dev.refundkit.StoredTestKt")
        other.environment()["LC_ALL"] = "C"
        val process = other.redirectError(ProcessBuilder.Redirect.INHERIT).start()
        process.outputStream.writer().use { it.write(written.joinToString("\n", postfix = "\n")) }
        assertEquals(written, process.inputStream.bufferedReader().readLines())
    }

    @Test
    fun whatIsReadIsWhatWasWritten() {
        assertEquals(Shop.refund, tranzzoRefundFromStored(written[0]))
        assertEquals(outcome, RefundOutcome.fromStored(written[1]))
        assertEquals(snapshot, PaymentSnapshot.fromStored(written[2]))
        assertEquals(prepared, Prepared.fromStored(written[4]))
        assertContains(written[1], "\"version\":1")
    }

    @Test
    fun anotherKindIsRefused() {
        assertEquals("stored.kind", assertFailsWith<RefundException> { PaymentSnapshot.fromStored(written[1]) }.field)
        assertEquals("invalid_field", assertFailsWith<RefundException> { RefundOutcome.fromStored("{") }.code)
    }
}
