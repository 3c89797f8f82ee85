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

/** The HTTP response to give to whoever sent the message, where there is one to give. */
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

/** What an HTTP client received: its status as a plain number, 0 if it is not a valid status, and the raw body. Refuses nothing: it was sent. */
@JvmOverloads
fun httpResponse(status: Int, body: ByteArray, headers: List<Header> = emptyList()): HttpResponse {
    return HttpResponse(status.coerceIn(0, 65_535).toUShort(), headers, body)
}

/** Bytes: what is parsed of a body, and one more, which tells that it is too long. */
internal const val LONGEST_BODY = 4L * 1024 * 1024 + 1

/** Reads what [RefundOutcome.toStored] wrote. */
@Throws(RefundException::class)
fun RefundOutcome.Companion.fromStored(text: String): RefundOutcome = outcomeFromStored(text)

/** Reads what [PaymentSnapshot.toStored] wrote. */
@Throws(RefundException::class)
fun PaymentSnapshot.Companion.fromStored(text: String): PaymentSnapshot = snapshotFromStored(text)

/** Reads what [RefundEvent.toStored] wrote. */
@Throws(RefundException::class)
fun RefundEvent.Companion.fromStored(text: String): RefundEvent = eventFromStored(text)

/** Reads what [UnverifiedNotice.toStored] wrote. */
@Throws(RefundException::class)
fun UnverifiedNotice.Companion.fromStored(text: String): UnverifiedNotice = noticeFromStored(text)

/** Reads what [Prepared.toStored] wrote. */
@Throws(RefundException::class)
fun Prepared.Companion.fromStored(text: String): Prepared = preparedFromStored(text)
