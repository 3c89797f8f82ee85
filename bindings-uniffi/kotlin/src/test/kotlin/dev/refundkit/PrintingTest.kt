package dev.refundkit

import java.io.File
import java.io.PrintWriter
import java.io.StringWriter
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertTrue

class PrintingTest {
    private val shop = Shop.tranzzo()

    private fun assertSilent(printed: String) = assertFalse(Shop.SECRET in printed, printed)

    @Test
    fun requestsAreMasked() {
        val inHeaders = shop.buildRequest(Shop.refund)
        val map = TheMap(TheMapCredentials(Shop.SECRET), TheMapConfig(Endpoint.Demo))
        val inBody = map.buildRequest(TheMapRefund("map-1", "order-1", Money(300, "RUB")))
        assertContains(inHeaders.headers.map { it.value }.toString(), Shop.SECRET)
        assertContains(inBody.body!!, Shop.SECRET)
        for (request in listOf(inHeaders, inBody)) {
            for (printed in listOf("$request", "${request.headers}", "${Result.success(request)}")) assertSilent(printed)
        }
    }

    @Test
    fun objectsPrintNothingAndHaveNoGetter() {
        assertTrue(Regex("dev\\.refundkit\\.Tranzzo@[0-9a-f]+").matches("$shop"), "$shop")
        val getters = Tranzzo::class.java.methods.filter { it.parameterCount == 0 && it.name.startsWith("get") }
        assertEquals(setOf("getClass", "getUniffiIsDestroyed"), getters.map { it.name.substringBefore('$') }.toSet())
    }

    @Test
    fun exceptionsAreMasked() {
        val credentials = TranzzoCredentials("pos-1", "api-key", "${Shop.SECRET}\n", "key")
        val refused = assertFailsWith<RefundException> { Tranzzo(credentials) }
        assertEquals("credentials.apiSecret", refused.field)
        assertSilent(StringWriter().also { refused.printStackTrace(PrintWriter(it)) }.toString())
    }

    /** All of them: every record of the generated source with a field of type `Secret`. */
    @Test
    fun recordsWithSecretsAreMasked() {
        val source = File(System.getProperty("generated"), "dev/refundkit/refundkit.kt").readText()
        val records = Regex("""(?sm)^data class (\w+) \((.*?)^\)""").findAll(source).associate { it.groupValues[1] to types(it.groupValues[2]) }
        val holders = records.filterValues { types -> types.any { "Secret" in it } }
        assertTrue(holders.size >= 7, "$holders")
        for ((name, types) in holders) {
            val constructor = Class.forName("dev.refundkit.$name").constructors.first { it.parameterCount == types.size }
            val printed = constructor.newInstance(*types.map(::filled).toTypedArray()).toString()
            assertSilent(printed)
            assertContains(printed, "***", message = name)
        }
    }

    private fun types(fields: String) = Regex("""val `\w+`: (\S+)""").findAll(fields).map { it.groupValues[1] }.toList()

    private fun filled(type: String): Any? = when {
        "Secret" in type -> if ("List" in type) listOf(Shop.SECRET) else Shop.SECRET
        "List" in type -> emptyList<String>()
        type == "kotlin.String" -> "plain"
        else -> null
    }
}
