package dev.refundkit

import java.io.IOException
import java.util.concurrent.ConcurrentHashMap
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking

/** A table that keeps the rules. */
private open class Rows : LedgerHost {
    val rows = ConcurrentHashMap<String, LedgerRow>()

    override fun load(key: String): LedgerRow? = rows[key]

    @Synchronized
    override fun store(step: StoreStep): Boolean = step.expected == (rows[step.key]?.version ?: 0L) && write(step)

    open fun write(step: StoreStep): Boolean {
        rows[step.key] = LedgerRow(step.body, step.expected + 1)
        return true
    }

    override fun send(step: SendStep): HttpResponse? = null
}

private class Unchecked : Rows() {
    override fun store(step: StoreStep): Boolean = write(step)
}

private class OnlyOlder : Rows() {
    override fun store(step: StoreStep): Boolean {
        val version = rows[step.key]?.version ?: 0L
        val isFirst = step.expected == 0L
        return step.expected <= version && !(isFirst && version > 0) && write(step.copy(expected = version))
    }
}

private class Short : Rows() {
    override fun write(step: StoreStep): Boolean = super.write(step.copy(body = step.body.take(65_535)))
}

/** Reads the version, and then writes whatever is there now. Between the two is the way to a database. */
private class ReadsFirst : Rows() {
    override fun store(step: StoreStep): Boolean {
        val version = rows[step.key]?.version ?: 0L
        Thread.sleep(20)
        return step.expected == version && write(step)
    }
}

/** As [ReadsFirst], in coroutines. */
private class SuspendsFirst : SuspendingLedgerHost {
    private val rows = Rows()

    override suspend fun load(key: String): LedgerRow? = rows.load(key)

    override suspend fun store(step: StoreStep): Boolean {
        val version = rows.load(step.key)?.version ?: 0L
        delay(20)
        return step.expected == version && rows.write(step)
    }

    override suspend fun send(step: SendStep): HttpResponse? = null
}

class ConformanceTest {
    private fun said(host: LedgerHost) = assertFailsWith<IllegalStateException> { checkStore(host) }.message!!

    @Test
    fun aTableThatKeepsTheRulesPasses() = checkStore(Rows())

    @Test
    fun faultsAreFound() {
        assertContains(said(Unchecked()), "a first row is stored although there is one")
        assertContains(said(OnlyOlder()), "a row is stored over a newer version")
        assertContains(said(Short()), "does not come back as it was stored")
    }

    @Test
    fun aReadBeforeTheWriteIsFound() {
        assertContains(said(ReadsFirst()), "at once not exactly one")
        checkStore(ReadsFirst(), atOnce = false)
    }

    @Test
    fun aReadBeforeTheWriteIsFoundInCoroutines() {
        val found = assertFailsWith<IllegalStateException> { runBlocking { checkStore(SuspendsFirst()) } }
        assertContains(found.message!!, "at once not exactly one")
    }

    @Test
    fun whatTheStoreThrowsPasses() {
        val full = object : Rows() {
            override fun write(step: StoreStep) = if (step.expected == 2L) throw IOException("the disk is full") else super.write(step)
        }
        assertEquals("the disk is full", assertFailsWith<IOException> { checkStore(full) }.message)
    }
}
