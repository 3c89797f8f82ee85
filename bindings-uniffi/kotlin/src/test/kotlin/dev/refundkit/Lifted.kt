package dev.refundkit

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import java.util.jar.JarFile
import kotlin.reflect.KClass
import kotlin.reflect.KFunction
import kotlin.reflect.KParameter
import kotlin.reflect.KType
import kotlin.reflect.full.memberFunctions
import kotlin.reflect.full.primaryConstructor

private val json = ObjectMapper()

/** The classes of the jar under their names in lower case. */
private val classes = JarFile(Tranzzo::class.java.protectionDomain.codeSource.location.path).use { jar ->
    val names = jar.entries().toList().map { it.name.removeSuffix(".class").replace('/', '.') }
    names.filter { it.startsWith("dev.refundkit.") }.associateBy { it.substringAfterLast('.').lowercase() }
}

/** The class of a side, with its credentials and configuration. */
fun made(side: JsonNode): Any {
    val name = letters(side["provider"].asText())
    val constructors = Class.forName(classes[if (name == "google") "googleintegrator" else name]).kotlin.constructors
    val constructor = constructors.single { it.parameters.firstOrNull()?.name == "credentials" }
    val given = constructor.parameters.filter { side.has(it.name) }
    return constructor.callBy(given.associateWith { lifted(side[it.name], it.type) })
}

/** A method of an object, and how to call it with what each parameter is given. */
class Method(private val provider: Any, private val function: KFunction<*>) {
    val parameters = function.parameters.filter { it.kind == KParameter.Kind.VALUE }

    fun call(argument: (KParameter) -> Any?): Any = function.call(provider, *parameters.map(argument).toTypedArray())!!
}

/** Found once for each class: reflection takes longer than the calls. */
private val functions = mutableMapOf<KClass<*>, Map<String, KFunction<*>>>()

fun method(provider: Any, name: String): Method {
    val known = functions.getOrPut(provider::class) { provider::class.memberFunctions.associateBy { it.name } }
    return Method(provider, known.getValue(name))
}

/** A value of a document as the class that the package has for it. */
fun lifted(value: JsonNode?, type: KType): Any? {
    val kind = type.classifier as KClass<*>
    return when {
        value == null || value.isNull -> null.also { require(type.isMarkedNullable) { "${kind.simpleName} is missing" } }
        kind == List::class -> value.map { lifted(it, type.arguments.single().type!!) }
        kind.java.isEnum -> kind.java.enumConstants.single { letters("$it") == letters(value.asText()) }
        kind.isSealed -> variant(value, kind)
        kind == Header::class -> Header(value[0].asText(), value[1].asText())
        kind == ByteArray::class -> value.asText().encodeToByteArray()
        kind == ULong::class -> value.asLong().toULong()
        kind == UInt::class -> value.asLong().toUInt()
        kind == UShort::class -> value.asInt().toUShort()
        kind.java.name.startsWith("dev.refundkit.") -> record(value, kind)
        else -> json.convertValue(value, kind.javaObjectType)
    }
}

/** What `READ_AS_NOTICES` and `read_as_notices` have in common. */
private fun letters(name: String) = name.replace("_", "").lowercase()

private fun record(value: JsonNode, kind: KClass<*>): Any {
    val constructor = kind.primaryConstructor!!
    val names = constructor.parameters.map { it.name }
    for (name in value.fieldNames()) require(name in names) { "${kind.simpleName} has no $name" }
    val given = constructor.parameters.filter { value.has(it.name) || !it.isOptional }
    return constructor.callBy(given.associateWith { lifted(value[it.name], it.type) })
}

/** `"demo"`, `{"loopback": "http://.."}` or `{"full": {"expected": ..}}`. */
private fun variant(value: JsonNode, kind: KClass<*>): Any {
    val name = if (value.isTextual) value.asText() else value.fieldNames().next()
    val chosen = kind.sealedSubclasses.single { it.simpleName.equals(name, ignoreCase = true) }
    if (chosen.objectInstance != null) return chosen.objectInstance!!
    val constructor = chosen.primaryConstructor!!
    val only = constructor.parameters.singleOrNull { it.name == "v1" } ?: return record(value[name], chosen)
    return constructor.call(lifted(value[name], only.type))
}
