/** The loop of a ledger's host, over functions of the host. It does no I/O of its own. */
@file:JvmName("Ledgers")

package dev.refundkit

import kotlin.coroutines.cancellation.CancellationException

/** Says that certainly not one byte of a request left, such as where no connection could be made. If in doubt, it is lost. */
class NotSentException @JvmOverloads constructor(cause: Throwable? = null) : Exception(cause)

/** What a host does for a ledger. Whatever `load` or `store` throws ends the run; the next one loads the row and finds out. */
interface LedgerHost {
    /** The row of this key, from the primary; null only if there is certainly none. */
    @Throws(Exception::class)
    fun load(key: String): LedgerRow?

    /** Writes the row if its version is still `expected` (0: if there is none), and tells whether that was committed. The new version is one more. */
    @Throws(Exception::class)
    fun store(step: StoreStep): Boolean

    /**
     * Sends once, without redirects and retries, and gives up at `before`. Null is a lost response, and so is whatever it
     * throws, except for [NotSentException], and for a cancellation or an interruption, which end the run.
     */
    @Throws(Exception::class)
    fun send(step: SendStep): HttpResponse?

    /**
     * Hears what `send` threw, [NotSentException] too, after the ledger was told what that means: for a log, where a mistake in
     * `send` can be told from a lost response. What ends the run passes unheard. What it throws itself changes nothing for the
     * ledger, and is thrown at the end of the run, when the loss is stored. The step's request holds credentials, and the error
     * of an HTTP client may hold them too: log its text or its stack.
     */
    @Throws(Exception::class)
    fun sendFailed(step: SendStep, error: Exception): Unit = Unit

    /**
     * Signs the bytes of `toSign` with the private key; needed where that lives elsewhere. Null says that there is no signature
     * now: it is asked for again after a pause. Whatever it throws ends the run, and nothing was armed.
     */
    @Throws(Exception::class)
    fun sign(step: SignStep): ByteArray? = nobodySigns()

    /** Responds to the webhook that was handed in; needed where webhooks are. It is not called for a webhook that could not be kept. */
    @Throws(Exception::class)
    fun acknowledge(response: HttpResponse): Unit = nobodyResponds()
}

/** What a host does for a ledger in coroutines. Whatever `load` or `store` throws ends the run; the next one loads the row and finds out. */
interface SuspendingLedgerHost {
    /** The row of this key, from the primary; null only if there is certainly none. */
    suspend fun load(key: String): LedgerRow?

    /** Writes the row if its version is still `expected` (0: if there is none), and tells whether that was committed. The new version is one more. */
    suspend fun store(step: StoreStep): Boolean

    /**
     * Sends once, without redirects and retries, and gives up at `before`: by `withTimeoutOrNull`, since what `withTimeout`
     * throws is a cancellation. Null is a lost response, and so is whatever it throws, except for [NotSentException], and for
     * a cancellation, which ends the run.
     */
    suspend fun send(step: SendStep): HttpResponse?

    /**
     * Hears what `send` threw, [NotSentException] too, after the ledger was told what that means: for a log, where a mistake in
     * `send` can be told from a lost response. What ends the run passes unheard. What it throws itself changes nothing for the
     * ledger, and is thrown at the end of the run, when the loss is stored. The step's request holds credentials, and the error
     * of an HTTP client may hold them too: log its text or its stack.
     */
    suspend fun sendFailed(step: SendStep, error: Exception): Unit = Unit

    /**
     * Signs the bytes of `toSign` with the private key; needed where that lives elsewhere. Null says that there is no signature
     * now: it is asked for again after a pause. Whatever it throws ends the run, and nothing was armed.
     */
    suspend fun sign(step: SignStep): ByteArray? = nobodySigns()

    /** Responds to the webhook that was handed in; needed where webhooks are. It is not called for a webhook that could not be kept. */
    suspend fun acknowledge(response: HttpResponse): Unit = nobodyResponds()
}

/**
 * Carries out a ledger's steps until it rests. Gives the time at which there is work again, in milliseconds since 1970, or
 * null where only a message or a person brings work; of a ledger that listens always null, and the row's `due` says it. A response
 * that cannot be taken is lost, and why is thrown at the end of the run. `clock` gives milliseconds since 1970.
 */
@Throws(Exception::class)
@JvmOverloads
fun runLedger(ledger: RefundLedgerInterface, host: LedgerHost, clock: () -> Long = System::currentTimeMillis): Long? =
    carryOut(
        ledger, clock, { host.load(it) }, { host.store(it) }, { host.send(it) }, { step, error -> host.sendFailed(step, error) },
        { host.sign(it) }, { host.acknowledge(it) },
    )

/**
 * Carries out a ledger's steps until it rests. Gives the time at which there is work again, in milliseconds since 1970, or
 * null where only a message or a person brings work; of a ledger that listens always null, and the row's `due` says it. A response
 * that cannot be taken is lost, and why is thrown at the end of the run. `clock` gives milliseconds since 1970.
 */
suspend fun runLedger(ledger: RefundLedgerInterface, host: SuspendingLedgerHost, clock: () -> Long = System::currentTimeMillis): Long? =
    carryOut(
        ledger, clock, { host.load(it) }, { host.store(it) }, { host.send(it) }, { step, error -> host.sendFailed(step, error) },
        { host.sign(it) }, { host.acknowledge(it) },
    )

/** Inlined, so that the functions may suspend where the caller does. */
private inline fun carryOut(
    ledger: RefundLedgerInterface,
    clock: () -> Long,
    load: (String) -> LedgerRow?,
    store: (StoreStep) -> Boolean,
    send: (SendStep) -> HttpResponse?,
    sendFailed: (SendStep, Exception) -> Unit,
    sign: (SignStep) -> ByteArray?,
    acknowledge: (HttpResponse) -> Unit,
): Long? {
    var refused: Exception? = null
    while (true) {
        when (val step = ledger.next(clock())) {
            is LedgerStep.Store -> if (store(step.v1)) ledger.stored(step.v1.id) else ledger.reload(load(step.v1.key))
            is LedgerStep.Sign -> give(ledger, step.v1, sign(step.v1), clock())
            is LedgerStep.Send -> refused = tell(ledger, step.v1, clock, { send(step.v1) }, { sendFailed(step.v1, it) }) ?: refused
            is LedgerStep.Acknowledge -> acknowledge(step.v1.response)
            is LedgerStep.Rest -> {
                refused?.let { throw it }
                return step.v1.until
            }
        }
    }
}

/** Sends, and tells what came of it. Gives what is to be thrown at the end of the run. */
private inline fun tell(
    ledger: RefundLedgerInterface,
    step: SendStep,
    clock: () -> Long,
    send: () -> HttpResponse?,
    sendFailed: (Exception) -> Unit,
): Exception? {
    val response = try {
        send()
    } catch (thrown: Exception) {
        rethrowIfItEndsTheRun(thrown)
        giveFailure(ledger, step, thrown, clock())
        return thrownBy { sendFailed(thrown) }
    }
    return giveResponse(ledger, step, response, clock())
}

private fun rethrowIfItEndsTheRun(thrown: Exception) {
    if (thrown is CancellationException || thrown is InterruptedException) throw thrown
}

/** Whatever was thrown on the way, the request may have arrived: it is lost. */
private fun giveFailure(ledger: RefundLedgerInterface, step: SendStep, thrown: Exception, now: Long) =
    if (thrown is NotSentException) ledger.notSent(step.id, now) else ledger.received(step.id, null, now)

/**
 * Were the run to end with what the host's hook throws, nothing of the sending would be stored: what was not sent would count as
 * lost, and each run would ask again at once.
 */
private inline fun thrownBy(hook: () -> Unit): Exception? =
    try {
        hook()
        null
    } catch (thrown: Exception) {
        rethrowIfItEndsTheRun(thrown)
        thrown
    }

/** A response that cannot be taken is lost. Were the run to end with it, nothing of it would be stored, and each run would ask again at once. */
private fun giveResponse(ledger: RefundLedgerInterface, step: SendStep, response: HttpResponse?, now: Long): Exception? =
    try {
        ledger.received(step.id, response, now)
        null
    } catch (refused: Exception) {
        ledger.received(step.id, null, now)
        refused
    }

private fun give(ledger: RefundLedgerInterface, step: SignStep, signature: ByteArray?, now: Long) =
    if (signature == null) ledger.notSigned(step.id, now) else ledger.signed(step.id, signature)

private fun nobodySigns(): Nothing = throw UnsupportedOperationException("the ledger has no private key, and the host has no sign")

private fun nobodyResponds(): Nothing = throw UnsupportedOperationException("a webhook was handed in, and the host has no acknowledge")
