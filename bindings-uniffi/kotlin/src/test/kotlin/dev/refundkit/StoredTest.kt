package dev.refundkit

import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith

private val snapshot = PaymentSnapshot(paymentId = "p-1", refunded = Money(1_050, "UAH"), entries = listOf())
private val outcome = Shop.tranzzo().parseResponse(Shop.refund, Shop.answer)
private val event = RefundEvent(EventKind.REFUND, "refund", dedupeKey = "dedupe-1", acknowledgement = httpResponse(200, ByteArray(0)))
private val prepared = Shop.bank131().prepare(Shop.sessionRefund)
private val written = listOf(Shop.refund.toJson(), outcome.toJson(), snapshot.toJson(), snapshot.baseline()!!.toJson(), event.toJson(), prepared.toJson())

/** The other process: reads each line, and prints what it read as it would be stored again. */
fun main() {
    val lines = generateSequence(::readlnOrNull).toList()
    println(tranzzoRefundFromJson(lines[0]).toJson())
    println(RefundOutcome.fromJson(lines[1]).toJson())
    println(PaymentSnapshot.fromJson(lines[2]).toJson())
    println(Baseline.fromJson(lines[3]).toJson())
    println(RefundEvent.fromJson(lines[4]).toJson())
    println(Prepared.fromJson(lines[5]).toJson())
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
        assertEquals(Shop.refund, tranzzoRefundFromJson(written[0]))
        assertEquals(outcome, RefundOutcome.fromJson(written[1]))
        assertEquals(snapshot, PaymentSnapshot.fromJson(written[2]))
        assertEquals(prepared, Prepared.fromJson(written[5]))
        assertContains(written[1], "\"version\":1")
    }

    @Test
    fun anotherKindIsRefused() {
        assertEquals("stored.kind", assertFailsWith<RefundException> { PaymentSnapshot.fromJson(written[1]) }.field)
        assertEquals("invalid_field", assertFailsWith<RefundException> { RefundOutcome.fromJson("{") }.code)
    }
}
