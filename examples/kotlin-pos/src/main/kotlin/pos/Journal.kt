package pos

import dev.refundkit.NextAction
import dev.refundkit.RefundOutcome
import dev.refundkit.TranzzoRefund
import dev.refundkit.fromStored
import dev.refundkit.tranzzoRefundFromStored
import java.io.File
import java.io.FileOutputStream
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption
import java.nio.file.StandardOpenOption

/** A refund and what is known of it; no outcome means that it was stored and perhaps sent. */
data class Entry(val refund: TranzzoRefund, val outcome: RefundOutcome?) {
    val open: Boolean
        get() = when (outcome?.nextAction) {
            null, NextAction.WAIT, NextAction.QUERY_STATUS, NextAction.RESEND_SAME -> true
            NextAction.DONE, NextAction.STOP, NextAction.START_NEW, NextAction.MANUAL_REVIEW -> false
        }
}

/** One small file for each refund, named by its reference: the refund on the first line, the outcome on the second. Holds no key. */
class Journal(private val folder: Path) {
    init {
        Files.createDirectories(folder)
    }

    /** On the disk when this returns, but for the name on Windows. A half-written file never takes the place of a whole one. */
    fun store(entry: Entry) {
        val file = folder.resolve("${entry.refund.reference}.json")
        val draft = folder.resolve("${entry.refund.reference}.draft")
        FileOutputStream(draft.toFile()).use { out ->
            out.write(listOfNotNull(entry.refund.toStored(), entry.outcome?.toStored()).joinToString("\n").encodeToByteArray())
            out.fd.sync()
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING)
        syncFolder()
    }

    /** The file's name is the folder's content. Windows opens no folders. */
    private fun syncFolder() {
        if (File.separatorChar == '/') FileChannel.open(folder, StandardOpenOption.READ).use { it.force(true) }
    }

    /** Every refund that was ever stored. */
    fun entries(): List<Entry> = Files.newDirectoryStream(folder, "*.json").use { files -> files.sorted().map(::read) }

    private fun read(file: Path): Entry {
        val lines = String(Files.readAllBytes(file)).split("\n")
        return Entry(tranzzoRefundFromStored(lines[0]), lines.getOrNull(1)?.let { RefundOutcome.fromStored(it) })
    }
}
