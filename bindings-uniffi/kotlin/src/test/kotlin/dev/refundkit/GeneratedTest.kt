package dev.refundkit

import java.io.File
import java.util.jar.JarFile
import kotlin.reflect.KClass
import kotlin.reflect.KVisibility
import kotlin.reflect.full.declaredMembers
import kotlin.reflect.jvm.kotlinFunction
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** The sources that were written from the library: no Rust in their documentation, no comment that ends too early. */
class GeneratedTest {
    private val sources = listOf("generated", "generated.android").associateWith { File(System.getProperty(it), "dev/refundkit/refundkit.kt").readText() }
    private val text get() = sources.values.first()
    private val comments = Regex("""(?s)/\*\*.*?\*/""").findAll(text).map { it.value }.filterNot { "This constructor can be used" in it }.toList()

    @Test
    fun theDocumentationIsKotlins() {
        val rust = Regex("""\[`?crate|\[`[^`]*`]|::|\br#|\br"|#\[|\bVec<|\bOption<|\bSome\(|\bNone\b|&self|&str|\bserde|\bimpl\b""")
        val leaked = comments.filter { rust.containsMatchIn(it.replace(Regex("https?://\\S+"), "")) }
        assertTrue(comments.size > 500, "${comments.size} comments")
        assertEquals(emptyList(), leaked)
    }

    /** Every line between two comments of a class begins as code does; a comment cut short would leave a ` * ` behind. */
    @Test
    fun noCommentIsBroken() {
        val outside = text.replace(Regex("""(?s)/\*.*?\*/"""), "")
        assertEquals(emptyList(), outside.lines().filter { it.trimStart().startsWith("* ") || "*/" in it })
        assertTrue(comments.none { "/*" in it.drop(3) }, "a comment inside a comment")
    }

    /** The ids of steps are, which nobody counts with. */
    @Test
    fun noNumberOfTheApiIsUnsignedLong() {
        assertEquals(setOf("val `id`: kotlin.ULong"), Regex("""val `\w+`: kotlin\.ULong.*""").findAll(text).map { it.value.trimEnd(',') }.toSet())
    }

    @Test
    fun oldAndroidsFindWhatTheyNeed() {
        for ((name, source) in sources) assertTrue("java.time" !in source, name)
        assertTrue("JavaLangRefCleaner" !in sources.getValue("generated.android"))
    }

    private val uniffis = Regex("FfiConverter|RustBuffer|[Uu]niffi|NoHandle")

    /** Neither the converters and buffers of UniFFI nor a member that takes or gives one. */
    @Test
    fun nothingOfUniffiIsOffered() {
        val files = JarFile(Tranzzo::class.java.protectionDomain.codeSource.location.path).use { jar -> jar.entries().toList().map { it.name } }
        val classes = files.filter { it.startsWith("dev/refundkit/") && it.endsWith(".class") }.map { Class.forName(it.removeSuffix(".class").replace('/', '.')) }
        val (kinds, functions) = classes.filter { it.isAnnotationPresent(Metadata::class.java) }.partition { it.getAnnotation(Metadata::class.java).kind == 1 }
        val offered = kinds.filter(::mayOffer).flatMap { offeredBy(it.kotlin) } + functions.filter { "$" !in it.name }.flatMap(::functionsOf)
        assertTrue(offered.any { "Tranzzo.buildRequest" in it } && offered.any { "runLedger" in it }, "$offered")
        assertEquals(emptyList(), offered.filter(uniffis::containsMatchIn))
    }

    /** Whether it is worth a look: Kotlin's reflection, which alone knows what is internal, is slow. */
    private fun mayOffer(kind: Class<*>) =
        generateSequence(kind) { it.enclosingClass }.all { isOffered(it.kotlin.visibility) } &&
            (listOf(kind) + kind.declaredMethods + kind.declaredConstructors).any { uniffis.containsMatchIn("$it") }

    private fun isOffered(visibility: KVisibility?) = visibility == KVisibility.PUBLIC || visibility == KVisibility.PROTECTED

    /** A class with its members and constructors, as reflection prints them. */
    private fun offeredBy(kind: KClass<*>) = listOf("$kind") + (kind.declaredMembers + kind.constructors).filter { isOffered(it.visibility) }.map { "$it" }

    private fun functionsOf(file: Class<*>) = file.declaredMethods.mapNotNull { it.kotlinFunction }.filter { isOffered(it.visibility) }.map { "$it" }
}
