package dev.refundkit

import com.fasterxml.jackson.databind.ObjectMapper
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** What the jar says of the code of others that is compiled into its library. */
class LicensingTest {
    @Test
    fun everythingThatOthersWroteHasItsLicence() {
        val bill = ObjectMapper().readTree(read("sbom.cdx.json"))
        val foreign = bill["components"].filter { it.has("hashes") }.map { "${it["name"].asText()} ${it["version"].asText()} (" }
        val lines = read("THIRD-PARTY-LICENSES").lines()
        assertTrue(foreign.any { it.startsWith("rsa ") })
        assertEquals(emptyList(), foreign.filterNot { name -> lines.any { it.startsWith(name) } })
    }

    private fun read(name: String) = javaClass.getResource("/META-INF/sbom/dev.refundkit/$name")!!.readText()
}
