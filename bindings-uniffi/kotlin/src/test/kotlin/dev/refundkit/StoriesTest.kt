package dev.refundkit

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import com.fasterxml.jackson.databind.node.ObjectNode
import java.io.File
import java.lang.reflect.InvocationTargetException
import java.util.TreeMap
import kotlin.reflect.KParameter
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory

private val json = ObjectMapper()
private val stories = json.readTree(File(System.getProperty("stories"))).toList()
private val records = File(System.getProperty("fixtures")).resolveSibling("stories")

/** The stories of the ledger, played with the package's classes: every step, view and error as the core gave them. */
class StoriesTest {
    @TestFactory
    fun everyStory(): List<DynamicTest> {
        assertTrue(stories.size > 100, "${stories.size} stories")
        return stories.map { story -> dynamicTest(story["name"].asText()) { Player(story).playAll() } }
    }
}

private class Player(private val story: JsonNode) {
    private val provider = made(story)

    /** What was stored, by the version that it replaced. */
    private val bodies = TreeMap<Long, String>()
    private var ledger = opened(null)

    fun playAll() {
        for ((index, call) in story["calls"].withIndex()) {
            val given = "call ${index + 1}, ${call["call"].asText()} ${call["given"]}"
            assertEquals(expected(call), result(call), given)
        }
        assertEquals(records.resolve("${story["name"].asText()}/record.json").readText(), bodies.lastEntry().value)
    }

    private fun expected(call: JsonNode): JsonNode = call["error"] ?: sparse(call["ok"])

    /** What the call gives, or the code of its error. */
    private fun result(call: JsonNode): JsonNode = try {
        told(play(call["call"].asText(), call["given"]))
    } catch (thrown: InvocationTargetException) {
        json.valueToTree((thrown.targetException as? RefundException ?: throw thrown).code)
    }

    private fun play(name: String, given: JsonNode): Any? {
        if (name != "load") return method(ledger, name).call { argument(it, given[it.name]) }
        ledger = opened(given["version"].takeUnless(JsonNode::isNull)?.asLong())
        return null
    }

    /** Documents have a signature in Base64. */
    private fun argument(parameter: KParameter, value: JsonNode?): Any? =
        if (parameter.name == "signature") value!!.binaryValue() else lifted(value, parameter.type)

    /** As a document; what is to be stored is kept, and stands in none. */
    private fun told(result: Any?): JsonNode {
        val told = document(result)
        if (result is LedgerStep.Store) {
            bodies[result.v1.expected] = result.v1.body
            (told as ObjectNode).remove("body")
        }
        return told
    }

    /** With the row of this version, or with none. */
    private fun opened(version: Long?): Any {
        bodies.tailMap(version ?: 0).clear()
        val row = version?.let { LedgerRow(bodies.getValue(it - 1), it) }
        return method(provider, "ledger").call {
            when (it.name) {
                "row" -> row
                "alreadyRefunded" -> story[it.name].asLong()
                else -> lifted(story[it.name], it.type)
            }
        }
    }
}
