package dev.refundkit

import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertFailsWith

/** A table that keeps the rules. */
private open class Rows : LedgerHost {
    val rows = mutableMapOf<String, LedgerRow>()

    override fun load(key: String): LedgerRow? = rows[key]

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
}
