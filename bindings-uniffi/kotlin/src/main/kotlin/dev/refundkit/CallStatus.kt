package dev.refundkit

/** Where the library says how a call went. JNA makes, registers and frees native memory for it, so each thread keeps one. */
private val kept = object : ThreadLocal<UniffiRustCallStatus>() {
    override fun initialValue() = UniffiRustCallStatus()
}

/**
 * The thread's place. A call writes its arguments before it uses the place, so calls within them are over by then. A place
 * that tells of an error still belongs to whoever reads that error, and is not used again.
 */
internal fun callStatus(): UniffiRustCallStatus {
    val status = kept.get()!!
    return if (status.isSuccess()) status else UniffiRustCallStatus().also(kept::set)
}
