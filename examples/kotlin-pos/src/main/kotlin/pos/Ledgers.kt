package pos

import dev.refundkit.LedgerRow
import dev.refundkit.Money
import dev.refundkit.StoreStep
import java.nio.file.Path
import java.sql.Connection
import java.sql.DriverManager
import java.sql.PreparedStatement
import java.sql.ResultSet

/** An order of the shop: at which account it was paid, the provider's name of it, and how much it was. */
data class Order(val account: String, val id: String, val captured: Money)

/** A refund that the till wants, by the till's own id. */
data class Wish(val reference: String, val amount: Money)

private const val INSERT =
    "INSERT INTO refund_ledgers (body, due, attention, summary, key, version) VALUES (?, ?, ?, ?, ?, ? + 1) ON CONFLICT DO NOTHING"
private const val UPDATE =
    "UPDATE refund_ledgers SET body = ?, due = ?, attention = ?, summary = ?, version = version + 1 WHERE key = ? AND version = ?"

/**
 * The till's database, in SQLite: a row for each order's ledger, with the version check that everything rests on, and the
 * orders and wishes that the ledgers are opened with. Holds no key. Any thread may use it, one at a time.
 */
class Ledgers(file: Path) : AutoCloseable {
    private val base: Connection = DriverManager.getConnection("jdbc:sqlite:$file")

    init {
        listOf(
            "PRAGMA synchronous = EXTRA",
            "PRAGMA busy_timeout = 5000",
            "CREATE TABLE IF NOT EXISTS refund_ledgers (key TEXT PRIMARY KEY, body TEXT NOT NULL, version BIGINT NOT NULL, " +
                "due BIGINT, attention TEXT NOT NULL, summary TEXT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS orders (key TEXT PRIMARY KEY, account TEXT NOT NULL, id TEXT NOT NULL, " +
                "minor_units BIGINT NOT NULL, currency TEXT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS wishes (key TEXT NOT NULL, reference TEXT NOT NULL, minor_units BIGINT NOT NULL, " +
                "currency TEXT NOT NULL, stored INTEGER NOT NULL, PRIMARY KEY (key, reference))",
        ).forEach { statement -> base.createStatement().use { it.execute(statement) } }
    }

    /** A read that fails throws: that is never "no row". */
    @Synchronized
    fun load(key: String): LedgerRow? =
        read("SELECT body, version FROM refund_ledgers WHERE key = ?", key) { LedgerRow(it.getString(1), it.getLong(2)) }.firstOrNull()

    /** Whether the row still had the version that the ledger expects. Each statement commits by itself, and is on the disk then. */
    @Synchronized
    fun store(step: StoreStep): Boolean {
        val values = listOf(step.body, step.due, step.attention.name.lowercase(), step.summary, step.key, step.expected)
        return write(if (step.expected == 0L) INSERT else UPDATE, values) == 1
    }

    /**
     * Keeps a wish once. Until a ledger has stored it, its order has work: where the row has ended, nothing else would take the wish up
     * after a crash. The ledger refuses another one under the same reference.
     */
    @Synchronized
    fun remember(key: String, order: Order, wish: Wish) {
        val (paid, wanted) = order.captured to wish.amount
        val values = listOf(key, order.account, order.id, paid.minorUnits, paid.currency)
        write("INSERT INTO orders VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", values)
        val kept = listOf(key, wish.reference, wanted.minorUnits, wanted.currency)
        write("INSERT INTO wishes VALUES (?, ?, ?, ?, 0) ON CONFLICT DO NOTHING", kept)
    }

    /** Says that the ledger's row has these wishes. */
    @Synchronized
    fun stored(key: String, wishes: List<Wish>) = wishes.forEach {
        write("UPDATE wishes SET stored = 1 WHERE key = ? AND reference = ?", listOf(key, it.reference))
    }

    @Synchronized
    fun order(key: String): Order =
        read("SELECT account, id, minor_units, currency FROM orders WHERE key = ?", key) {
            Order(it.getString(1), it.getString(2), Money(it.getLong(3), it.getString(4)))
        }.single()

    @Synchronized
    fun wishes(key: String): List<Wish> =
        read("SELECT reference, minor_units, currency FROM wishes WHERE key = ? ORDER BY rowid", key) {
            Wish(it.getString(1), Money(it.getLong(2), it.getString(3)))
        }

    /** The orders that have work: their row is due, or a till died before it stored a wish. */
    @Synchronized
    fun due(now: Long): List<String> = read(
        "SELECT key FROM wishes WHERE stored = 0 UNION SELECT key FROM refund_ledgers WHERE due <= ?",
        now,
    ) { it.getString(1) }

    /** The orders whose row wants a person. */
    @Synchronized
    fun needingAPerson(): List<String> =
        read("SELECT key FROM refund_ledgers WHERE attention <> ? ORDER BY key", "none") { it.getString(1) }

    private fun write(statement: String, values: List<Any?>): Int = prepared(statement, values).use { it.executeUpdate() }

    private fun <T> read(statement: String, value: Any, row: (ResultSet) -> T): List<T> = prepared(statement, listOf(value)).use {
        val rows = it.executeQuery()
        buildList { while (rows.next()) add(row(rows)) }
    }

    private fun prepared(statement: String, values: List<Any?>): PreparedStatement {
        val prepared = base.prepareStatement(statement)
        values.forEachIndexed { index, value -> prepared.setObject(index + 1, value) }
        return prepared
    }

    @Synchronized
    override fun close() = base.close()
}
