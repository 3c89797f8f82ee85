package dev.refundkit

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import kotlin.reflect.KClass
import kotlin.reflect.KProperty1
import kotlin.reflect.full.memberProperties

private val json = ObjectMapper()

/** A value of the package as documents write it. */
fun document(value: Any?): JsonNode = sparse(json.readTree(json.writeValueAsString(lowered(value))))

/** Without members that are null or an empty list: documents leave out some of them, and the classes none. */
fun sparse(value: JsonNode): JsonNode = when {
    value.isObject -> json.createObjectNode().apply { value.properties().filterNot { isNothing(it.value) }.forEach { replace(it.key, sparse(it.value)) } }
    value.isArray -> json.createArrayNode().addAll(value.map(::sparse))
    else -> value
}

private fun isNothing(value: JsonNode) = value.isNull || value.isArray && value.isEmpty

private fun lowered(value: Any?): Any? = when (value) {
    is Unit -> null
    null, is String, is Boolean, is Int, is Long -> value
    is UShort -> value.toInt()
    is UInt -> value.toLong()
    is ULong -> value.toLong()
    is ByteArray -> value.decodeToString()
    is List<*> -> value.map(::lowered)
    is HttpMethod -> value.name
    is Enum<*> -> value.name.lowercase()
    is Header -> listOf(value.name, value.value)
    is LedgerStep -> mapOf("kind" to value::class.simpleName!!.lowercase()) + members(members(value).values.single()!!).mapValues { lowered(it.value) }
    else -> members(value).mapValues { lowered(it.value) }
}

/** Found once for each class: reflection takes longer than the calls. */
private val properties = mutableMapOf<KClass<*>, Collection<KProperty1<*, *>>>()

private fun members(value: Any): Map<String, Any?> {
    val known = properties.getOrPut(value::class) { value::class.memberProperties }
    return known.associate { it.name to it.getter.call(value) }
}
