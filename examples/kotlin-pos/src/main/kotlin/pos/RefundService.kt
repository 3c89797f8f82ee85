package pos

import dev.refundkit.AlertKind
import dev.refundkit.HttpResponse
import dev.refundkit.LedgerHost
import dev.refundkit.LedgerRow
import dev.refundkit.LedgerView
import dev.refundkit.NotSentException
import dev.refundkit.OkHttpSender
import dev.refundkit.RefundException
import dev.refundkit.RefundView
import dev.refundkit.SendStep
import dev.refundkit.SignStep
import dev.refundkit.StoreStep
import dev.refundkit.code
import dev.refundkit.detail
import dev.refundkit.runLedger

/** The refund is kept, and goes out later where it has not yet: whoever gives the money back otherwise, gives it twice. */
class TakenOnException(reference: String, cause: Exception) :
    Exception("$reference is taken on and goes out by itself: do not give the money back otherwise", cause)

/** Refunds at one point of sale. The ledger of an order keeps the order of things; this carries out its steps. */
class RefundService(
    private val accounts: Map<String, Account>,
    private val sender: OkHttpSender,
    private val ledgers: Ledgers,
    private val clock: () -> Long = System::currentTimeMillis,
) {
    private inner class Host(private val account: Account) : LedgerHost {
        override fun load(key: String): LedgerRow? = ledgers.load(key)

        override fun store(step: StoreStep): Boolean = ledgers.store(step)

        override fun sign(step: SignStep): ByteArray = account.sign(step)

        override fun send(step: SendStep): HttpResponse? {
            val left = step.before - clock()
            if (left <= 0) throw NotSentException()
            return sender.send(step.request, left)
        }

        /** A lost response, or a mistake in [send]: whoever looks after the till is to see which. */
        override fun sendFailed(step: SendStep, error: Exception) = System.err.println("${if (step.money) "refund" else "question"}: $error")
    }

    /**
     * Gives back part of an order. `reference` is the till's own id: a double tap is the same refund. Whatever fails once the wish is
     * kept is a [TakenOnException]; whatever else it throws, nothing is kept.
     */
    fun refund(order: Order, wish: Wish): RefundView {
        val open = open(order)
        open.request(wish) // what is wrong with it throws here, and nothing is kept
        val key = account(order).key(order)
        ledgers.remember(key, order, wish)
        return takenOn(wish.reference) {
            carryOut(order, open)
            ledgers.stored(key, listOf(wish))
            open.ledger.refund(wish.reference)!!
        }
    }

    private fun takenOn(reference: String, work: () -> RefundView): RefundView = try {
        work()
    } catch (failed: Exception) {
        if (failed is InterruptedException) Thread.currentThread().interrupt()
        throw TakenOnException(reference, failed)
    }

    /** Goes on with every order that has work now, also after a crash. To be called at the start and then now and again. */
    fun resume(): List<RefundView> = ofEach(ledgers.due(clock()), ::resumed)

    /**
     * The orders that a person has to look at, with what `docs/on-call.md` says what to do about. Many alerts name no refund, and an
     * order can have them although all of its refunds succeeded.
     */
    fun needingAPerson(): List<Pair<Order, LedgerView>> = ofEach(ledgers.needingAPerson()) { key ->
        val order = ledgers.order(key)
        listOf(order to open(order).ledger.view())
    }

    /**
     * Goes on with what was kept back since a provider refused the credentials. To be called once there are new ones, and not at every
     * start: four refusals use up the sendings of a refund.
     */
    fun credentialsChanged(): List<RefundView> = ofEach(ledgers.needingAPerson()) { key ->
        val order = ledgers.order(key)
        val open = open(order)
        if (open.ledger.view().alerts.any { it.kind == AlertKind.CREDENTIALS_REFUSED }) {
            open.ledger.credentialsChanged(clock())
            carryOut(order, open)
            open.ledger.view().refunds
        } else {
            emptyList()
        }
    }

    private fun <T> ofEach(keys: List<String>, work: (String) -> List<T>): List<T> = keys.flatMap { key ->
        try {
            work(key)
        } catch (interrupted: InterruptedException) {
            throw interrupted
        } catch (refused: RefundException) {
            leave(key, "${refused.code} ${refused.detail}")
        } catch (refused: CredentialStoreException) {
            leave(key, refused.message)
        } catch (failed: Exception) {
            leave(key, failed.javaClass.name)
        }
    }

    /** One order must not keep the others. */
    private fun <T> leave(key: String, why: String?): List<T> {
        System.err.println("$key: $why")
        return emptyList()
    }

    private fun resumed(key: String): List<RefundView> {
        val order = ledgers.order(key)
        val open = open(order)
        val wishes = ledgers.wishes(key).onEach(open.request)
        carryOut(order, open)
        ledgers.stored(key, wishes)
        return open.ledger.view().refunds
    }

    /** A refund as it is known, without asking anybody. */
    fun known(order: Order, reference: String): RefundView? = open(order).ledger.refund(reference)

    private fun carryOut(order: Order, open: OpenLedger) = runLedger(open.ledger, Host(account(order)), clock)

    private fun open(order: Order): OpenLedger = account(order).let { it.open(order, ledgers.load(it.key(order))) }

    private fun account(order: Order): Account = accounts.getValue(order.account)
}
