package dev.refundkit

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import com.fasterxml.jackson.databind.node.ObjectNode
import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory

private val json = ObjectMapper()
private val fixtures = File(System.getProperty("fixtures"))
private val rows = json.readTree(fixtures.resolve("steps.json")).toList()
private val inputs = operations().associate { (it.provider to it.operation) to it.inputs }

/** Every case of `tests/fixtures` through the JSON interface, as `steps.json` says. Knows no provider. */
class GoldenTest {
    @TestFactory
    fun everyStep(): List<DynamicTest> {
        val folders = fixtures.walk().maxDepth(2).filter { it.resolve("case.json").exists() }.sorted().toList()
        val steps = folders.flatMap { Case(it).steps() }
        assertTrue(steps.size > 900, "${steps.size} steps")
        return steps
    }
}

private class Case(private val folder: File) {
    private val document = json.readTree(folder.resolve("case.json"))

    /** A step where its expected file exists, and one for each line `operation code field` of `error.txt`. */
    fun steps(): List<DynamicTest> {
        val expected = rows.filter { folder.resolve(it.text("expect")).exists() }.map { row -> test(row, row.text("expect")) { check(row) } }
        val lines = folder.resolve("error.txt").takeIf(File::exists)?.readLines().orEmpty()
        return expected + lines.map { line ->
            val row = rows.first { it.text("operation") == line.substringBefore(' ') && hasMessages(it) }
            test(row, "error.txt") { refuse(row, line) }
        }
    }

    private fun test(row: JsonNode, file: String, run: () -> Unit) =
        dynamicTest("${folder.parentFile.name}/${folder.name}: ${row.text("operation")} -> $file", run)

    private fun hasMessages(row: JsonNode) =
        row.properties().all { (name, value) -> name == "expect" || !value.asText().endsWith(".http") || folder.resolve(value.asText()).exists() }

    private fun check(row: JsonNode) {
        val value = answered(row)[if (row.has("refused")) "error" else "ok"] ?: error("unexpected response: ${answered(row)}")
        val member = if (row.has("member")) value[row.text("member")] else value
        val expected = folder.resolve(row.text("expect"))
        when (expected.extension) {
            "json" -> assertEquals(json.readTree(expected), member)
            "http" -> assertEquals(expected.readText(), printed(member))
            else -> assertEquals(expected.readText(), member.asText())
        }
    }

    private fun refuse(row: JsonNode, line: String) {
        val error = answered(row)["error"] ?: error("was not refused")
        assertEquals(line, "${row.text("operation")} ${error.text("code")} ${error.text("field")}".trimEnd())
    }

    /** The JSON interface's result to the members that the operation reads: from the row's files, the side's own, or the case's. */
    private fun answered(row: JsonNode): JsonNode {
        val side = if (row.text("side") == "server") document["server"] else document
        val asked = json.createObjectNode().put("provider", side.text("provider")).put("operation", row.text("operation"))
        val needed = inputs[side.text("provider") to row.text("operation")].orEmpty()
        for (name in if ("credentials" in needed) needed + "config" else needed) {
            val file = row.text(name).takeIf { it.endsWith(".http") || it != "" && folder.resolve(it).exists() }
            val value = file?.let { input(name, folder.resolve(it)) } ?: side[name] ?: document[name].takeIf { name != "config" }
            value?.let { asked.replace(name, it) }
        }
        return json.readTree(dispatch(json.writeValueAsString(asked)))
    }

    private fun input(name: String, file: File): JsonNode {
        val text = file.readText()
        return when {
            file.extension == "json" -> json.readTree(text)
            file.extension == "txt" || text.trimEnd() in listOf("lost", "notSent") -> json.valueToTree(text.trimEnd())
            name == "response" -> json.createObjectNode().set("response", message(text))
            else -> message(text)
        }
    }
}

private fun JsonNode.text(member: String) = path(member).asText()

/** `POST https://..` or `HTTP 200`, headers, an empty line, the body without a newline after it. */
private fun message(text: String): ObjectNode {
    val (first, headers) = text.substringBefore("\n\n").split("\n").let { it.first() to it.drop(1) }
    val (method, rest) = first.split(" ", limit = 2)
    val read = json.createObjectNode().put("body", text.substringAfter("\n\n"))
    if (method == "HTTP") read.put("status", rest.toInt()) else read.put("method", method).put("url", rest)
    return read.set("headers", json.valueToTree(headers.map { it.split(": ", limit = 2) }))
}

private fun printed(message: JsonNode): String {
    val first = if (message.has("status")) "HTTP ${message.text("status")}" else "${message.text("method")} ${message.text("url")}"
    return message["headers"].joinToString("") { "${it[0].asText()}: ${it[1].asText()}\n" }.let { "$first\n$it\n${message.text("body")}" }
}
