package dev.refundkit

import java.io.File

/** A merchant's objects with test keys, for the tests here. */
object Shop {
    const val SECRET = "a-secret-that-nobody-may-read"

    val credentials = TranzzoCredentials("pos-1", "api-key", SECRET, "$SECRET-2")

    fun tranzzo(endpoint: Endpoint = Endpoint.Live) = Tranzzo(credentials, TranzzoConfig(endpoint))

    val refund = TranzzoRefund("order-1", RefundAmount.Partial(Money(1_050, "UAH")), reference = "reference-1")

    fun bank131(privateKey: String? = null) = Bank131(
        SessionCredentials("project", privateKey, key("merchant_public.pem"), listOf(key("provider_public.pem"))),
    )

    val sessionRefund = SessionRefund("ps_1", RefundAmount.Partial(Money(1_050, "RUB")), idempotencyKey = "key-1")

    /** A published test key. */
    fun key(name: String): String = File(System.getProperty("keys"), name).readText()

    /** What Tranzzo answers to [refund]. */
    val response = httpResponse(
        200,
        """{"payment_id":"p-1","order_id":"order-1","gateway_order_id":"g-1","billing_order_id":"b-1","transaction_id":"t-1",
           "pos_id":"pos-1","mode":"live","method":"refund","amount":"10.50","currency":"UAH","status":"success",
           "status_code":"1004","comment":"reference-1","created_at":"2024-01-01T00:00:00Z"}""".encodeToByteArray(),
    )
}

