/** What a Kotlin developer expects beside the classes that are written from the library. Knows no provider. */
@file:JvmName("Refundkit")

package dev.refundkit

import java.math.BigDecimal

private val RefundException.refused: RefundException.Refused
    get() = when (this) {
        is RefundException.Refused -> this
    }

/** Stable, for programs: `invalid_amount`, `unverified`. */
val RefundException.code: String get() = refused.code

/** Path of what is wrong, such as `goods[1].price`. May be empty. */
val RefundException.field: String get() = refused.field

/** What is wrong, for people. Not stable. */
val RefundException.detail: String get() = refused.detail

/** The HTTP answer to give to whoever sent the message, where there is one to give. */
val RefundException.reply: HttpResponse? get() = refused.reply

/** An amount, exactly: more decimals than the currency has are refused unless they are zeros. */
@Throws(RefundException::class)
fun money(amount: BigDecimal, currency: String): Money {
    val short = amount.stripTrailingZeros()
    // 1E+400000000 written out is 400 MB; as it stands it is no amount.
    return money(if (short.scale() in -20..20) short.toPlainString() else short.toString(), currency)
}

/** The amount as a decimal with all decimals of its currency. */
@Throws(RefundException::class)
fun Money.toBigDecimal(): BigDecimal = BigDecimal(format())

/** What an HTTP client received: its status as a plain number, 0 where it is none, and the raw body. Refuses nothing: it was sent. */
@JvmOverloads
fun httpResponse(status: Int, body: ByteArray, headers: List<Header> = emptyList()): HttpResponse {
    return HttpResponse(status.coerceIn(0, 65_535).toUShort(), headers, body)
}

/** Reads what [RefundOutcome.toJson] wrote. */
@Throws(RefundException::class)
fun RefundOutcome.Companion.fromJson(text: String): RefundOutcome = outcomeFromJson(text)

/** Reads what [PaymentSnapshot.toJson] wrote. */
@Throws(RefundException::class)
fun PaymentSnapshot.Companion.fromJson(text: String): PaymentSnapshot = snapshotFromJson(text)

/** Reads what [Baseline.toJson] wrote. */
@Throws(RefundException::class)
fun Baseline.Companion.fromJson(text: String): Baseline = baselineFromJson(text)

/** Reads what [RefundEvent.toJson] wrote. */
@Throws(RefundException::class)
fun RefundEvent.Companion.fromJson(text: String): RefundEvent = eventFromJson(text)

/** Reads what [UnverifiedNotice.toJson] wrote. */
@Throws(RefundException::class)
fun UnverifiedNotice.Companion.fromJson(text: String): UnverifiedNotice = noticeFromJson(text)

/** Reads what [Prepared.toJson] wrote. */
@Throws(RefundException::class)
fun Prepared.Companion.fromJson(text: String): Prepared = preparedFromJson(text)
