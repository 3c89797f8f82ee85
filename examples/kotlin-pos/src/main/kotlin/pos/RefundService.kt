package pos

import dev.refundkit.Money
import dev.refundkit.NextAction
import dev.refundkit.PaymentSnapshot
import dev.refundkit.RefundAmount
import dev.refundkit.RefundOutcome
import dev.refundkit.Tranzzo
import dev.refundkit.TranzzoRefund
import dev.refundkit.newIdempotencyKey

/** How often the provider is asked before a person has to look. */
private const val MOST_QUESTIONS = 10

/** Why a refund was not even begun. */
class NothingSent(why: String) : Exception("$why; nothing was sent")

/** Refunds at one point of sale: look, store, send, understand, and ask where the response did not come. */
class RefundService(
    private val provider: Tranzzo,
    private val sender: Sender,
    private val journal: Journal,
    private val pause: (milliseconds: Long) -> Unit = Thread::sleep,
) {
    /** Gives back part of an order. */
    fun refund(order: String, amount: Money): RefundOutcome {
        val plain = TranzzoRefund(order, RefundAmount.Partial(amount), reference = newIdempotencyKey())
        // Without it a lost refund could not be told from the earlier ones.
        val baseline = ask(plain).baseline() ?: throw NothingSent("the status of $order cannot be had")
        val refund = plain.copy(baseline = baseline)
        return settle(refund, told(refund, send(refund)))
    }

    /** After a crash: goes on with every refund whose end is not known. One that may have arrived is a lost response. */
    fun resume(): List<RefundOutcome> = journal.entries().filter(Entry::open).map { entry ->
        settle(entry.refund, entry.outcome ?: provider.parseResponse(entry.refund, null).outcome)
    }

    /** Stored without an outcome before each sending: after a crash meanwhile, nothing that was known holds any more. */
    private fun send(refund: TranzzoRefund): RefundOutcome {
        val request = provider.buildRequest(refund)
        journal.store(Entry(refund, null))
        return when (val sent = sender.send(request)) {
            is Sent.Responded -> provider.parseResponse(refund, sent.response).outcome
            Sent.Lost -> provider.parseResponse(refund, null).outcome
            Sent.NotSent -> provider.notSent(refund)
        }
    }

    private fun ask(refund: TranzzoRefund): PaymentSnapshot {
        val sent = sender.send(provider.buildStatusRequest(refund))
        return provider.parseStatusResponse(refund, (sent as? Sent.Responded)?.response).snapshot
    }

    /** Does what the outcome says until there is nothing left for a program to do. */
    private fun settle(refund: TranzzoRefund, first: RefundOutcome): RefundOutcome {
        var outcome = first
        repeat(MOST_QUESTIONS) {
            val news = when (outcome.nextAction) {
                NextAction.WAIT, NextAction.QUERY_STATUS -> {
                    pause(outcome.askAfterMs ?: 1_000)
                    provider.resolve(refund, ask(refund))
                }
                NextAction.RESEND_SAME -> {
                    pause(1_000)
                    send(refund)
                }
                NextAction.DONE, NextAction.STOP, NextAction.START_NEW, NextAction.MANUAL_REVIEW -> return outcome
            }
            outcome = told(refund, outcome.merge(news))
        }
        return outcome
    }

    private fun told(refund: TranzzoRefund, outcome: RefundOutcome) = outcome.also { journal.store(Entry(refund, it)) }
}
