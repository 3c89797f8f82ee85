package pos

import java.io.Closeable
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers

/** The repository's simulator in a process of its own; it ends with its standard input. */
class Simulator : Closeable {
    private val process = ProcessBuilder(System.getProperty("simulator")).redirectError(ProcessBuilder.Redirect.INHERIT).start()
    val address: String = process.inputStream.bufferedReader().readLine().substringBefore(",")

    /** What goes wrong with the next refunds, such as `drop_after`. */
    fun refunds(vararg faults: String, account: String = "tranzzo") {
        val body = """{"$account": {"refunds": [${faults.joinToString { "\"$it\"" }}]}}"""
        val request = HttpRequest.newBuilder(URI("$address/scenario")).POST(HttpRequest.BodyPublishers.ofString(body))
        check(HttpClient.newHttpClient().send(request.build(), BodyHandlers.discarding()).statusCode() == 204)
    }

    /** What was given back of an order, and how many requests came. */
    fun moved(order: String, account: String = "tranzzo"): Pair<Long, Int> {
        val request = HttpRequest.newBuilder(URI("$address/orders")).build()
        val orders = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body().substringAfter("\"$account\"")
        val one = orders.substringAfter("\"merchantOrder\":\"$order\"").substringBefore("}]").substringBefore("},{")
        fun number(name: String) = Regex("\"$name\":(\\d+)").find(one)!!.groupValues[1]
        return number("moved").toLong() to number("arrivals").toInt()
    }

    override fun close() {
        process.outputStream.close()
        process.waitFor()
    }
}
