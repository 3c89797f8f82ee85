package dev.refundkit

import java.io.File
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
}
