package dev.refundkit

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import java.io.File
import kotlin.reflect.full.memberFunctions
import kotlin.reflect.full.memberProperties
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory

private val json = ObjectMapper()
private val fixtures = File(System.getProperty("fixtures"))
private val steps = json.readTree(fixtures.resolve("steps.json")).associateBy { it["expect"].asText() }

/** Every field that a provider's document lists, read from the typed objects at the path that its row in `tests/fields` names. */
class FieldsTest {
    private val tables = fixtures.resolveSibling("fields").listFiles()!!.filter { fixtures.resolve(it.nameWithoutExtension).exists() }
    private val rows = tables.sorted().flatMap(::rows)
    private val answers = mutableMapOf<File, Any>()

    @TestFactory
    fun everyFieldIsAtItsPath(): List<DynamicTest> = rows.map { row -> dynamicTest("$row") { check(row) } }

    @Test
    fun everyTableWasRead() {
        assertTrue(rows.size > 600, "${rows.size} rows")
    }

    private fun check(row: Row) {
        val expected = at(json.readTree(row.document), row.path)
        assertNotNull(expected, "$row")
        val value = answers.getOrPut(row.document) { returned(row.document) }
        assertEquals(spelled(expected), spelled(at(value, row.path)), "$row")
    }

    /** Details that a provider's own side is given, read back by the merchant's side. */
    @TestFactory
    fun detailsThatAreGivenAreReadBack(): List<DynamicTest> {
        val files = mapOf(
            "given.json" to listOf("buildResponse", "parseResponse"),
            "status-given.json" to listOf("buildStatusResponse", "parseStatusResponse"),
            "webhook-given.json" to listOf("buildWebhook", "parseWebhook", "parseNotice"),
        )
        val folders = fixtures.listFiles()!!.map { it.resolve("given_details") }.filter(File::exists).sorted()
        assertEquals(6, folders.size)
        return folders.flatMap { folder ->
            files.map { (file, methods) ->
                dynamicTest("${folder.relativeTo(fixtures)}/$file") { giveAndReadBack(folder.resolve(file), methods.first(), methods.drop(1)) }
            }
        }
    }

    private fun giveAndReadBack(file: File, builder: String, readers: List<String>) {
        val case = json.readTree(file.resolveSibling("case.json"))
        val server = case["server"]
        val build = method(made(server), builder)
        val given = lifted(json.readTree(file), build.parameters.single { it.name == "details" }.type)
        val message = build.call { if (it.name == "details") given else lifted(server[it.name] ?: case[it.name], it.type) }
        val merchant = made(case)
        val methods = merchant::class.memberFunctions.map { it.name }
        val received = if (message is HttpRequest) received(message) else message
        val read = method(merchant, readers.first { it in methods }).call { if (it.name == "refund") lifted(case["refund"], it.type) else received }
        assertEquals(given, member(read, "details"))
    }

    private fun received(request: HttpRequest) =
        ReceivedRequest(request.method, request.url, request.headers, request.body.orEmpty().encodeToByteArray())
}

/** A row of a table: a document that an operation is expected to return, and a path in it. */
private class Row(val document: File, val path: String) {
    override fun toString() = "${document.relativeTo(fixtures)} $path"
}

private fun rows(table: File): List<Row> = table.readLines().drop(1).map { it.split("\t") }.mapNotNull { columns ->
    val case = columns.first().substringBefore('/')
    val place = columns.last().split(" ")
    if (place.first() in steps) Row(fixtures.resolve("${table.nameWithoutExtension}/$case/${place.first()}"), place[1]) else null
}

/** What the method of the typed API gives for the fixture's message. */
private fun returned(document: File): Any {
    val step = steps.getValue(document.name)
    val case = json.readTree(document.resolveSibling("case.json"))
    val side = if (step.path("side").asText() == "server") case["server"] else case
    val answer = method(made(side), camel(step["operation"].asText())).call {
        if (step.has(it.name)) message(document.resolveSibling(step[it.name].asText())) else lifted(case[it.name], it.type)
    }
    return if (step.has("member")) member(answer, step["member"].asText())!! else answer
}

/** `POST https://..` or `HTTP 200`, headers, an empty line, the body without a newline after it. */
private fun message(file: File): Any {
    val (head, body) = file.readText().split("\n\n", limit = 2)
    val lines = head.split("\n")
    val headers = lines.drop(1).map { Header(it.substringBefore(": "), it.substringAfter(": ")) }
    val (start, rest) = lines.first().split(" ", limit = 2)
    if (start == "HTTP") return HttpResponse(rest.toUShort(), headers, body.encodeToByteArray())
    return ReceivedRequest(HttpMethod.valueOf(start), rest, headers, body.encodeToByteArray())
}

private fun camel(name: String) = Regex("_(.)").replace(name) { it.groupValues[1].uppercase() }

/** `payments[0].id`, in a typed object or in a document; a text on the way is JSON. */
private fun at(value: Any, path: String): Any? = Regex("[^.\\[\\]]+").findAll(path).map { it.value }.fold(value as Any?, ::member)

private fun member(value: Any?, name: String): Any? = when (value) {
    is String -> member(json.readTree(value), name)
    is List<*> -> value[name.toInt()]
    is JsonNode -> if (value.isTextual) member(value.asText(), name) else value[name] ?: name.toIntOrNull()?.let(value::get)
    else -> value!!::class.memberProperties.single { it.name == name }.getter.call(value)
}

private fun spelled(value: Any?): String = when (value) {
    is JsonNode -> if (value.isTextual) value.asText() else value.toString()
    is Enum<*> -> value.name.lowercase()
    else -> value.toString()
}
