// SPDX-License-Identifier: GPL-3.0-or-later
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes dead letters with the headers of spring-kafka 3 (DeadLetterPublishingRecoverer, @RetryableTopic), whose numbers are binary:
 * SpringDeadLetters BOOTSTRAP SOURCE DLT. For each it prints the source record's "partition offset timestamp".
 */
public class SpringDeadLetters {
    private static final String WRAPPER = "org.springframework.kafka.listener.ListenerExecutionFailedException";
    private static KafkaProducer<byte[], byte[]> producer;

    public static void main(String[] arguments) throws Exception {
        Properties client = new Properties();
        client.put("bootstrap.servers", arguments[0]);
        client.put("key.serializer", ByteArraySerializer.class.getName());
        client.put("value.serializer", ByteArraySerializer.class.getName());
        producer = new KafkaProducer<>(client);
        String source = arguments[1];
        String dlt = arguments[2];

        Headers first = new RecordHeaders();
        first.add("spring_json_header_types", bytes("{}"));
        first.add("__TypeId__", bytes("shop.Order"));
        byte[] value = bytes("{\"n\":18446744073709551615}");
        long[] at = send(source, 1, bytes("k1"), value, first);
        print(at);
        original(first, "kafka_dlt-original-", source, at);
        exception(first, "kafka_dlt-exception-", "java.lang.IllegalStateException", "no price for order 7");
        first.add("kafka_dlt-original-consumer-group", bytes("billing"));
        send(dlt, 1, bytes("k1"), value, first);

        // Read from there by a second listener, which failed too: original-* are appended, exception-* replaced.
        Headers second = new RecordHeaders();
        at = send(source, 0, null, bytes("twice"), second);
        print(at);
        original(second, "kafka_dlt-original-", source, at);
        original(second, "kafka_dlt-original-", dlt, new long[] {1, 7, at[2] + 500});
        exception(second, "kafka_dlt-exception-", "java.net.SocketTimeoutException", "Read timed out");
        send(dlt, 0, null, bytes("twice"), second);

        // By way of retry topics: other names, and timestamps as BigInteger writes them.
        Headers retried = new RecordHeaders();
        at = send(source, 0, bytes("k3"), null, retried);
        print(at);
        original(retried, "kafka_original-", source, at);
        exception(retried, "kafka_exception-", "shop.OutOfStock", "");
        retried.add("retry_topic-attempts", ByteBuffer.allocate(4).putInt(4).array());
        retried.add("retry_topic-original-timestamp", BigInteger.valueOf(at[2]).toByteArray());
        retried.add("retry_topic-backoff-timestamp", BigInteger.valueOf(at[2] + 30_000).toByteArray());
        send(dlt, 0, bytes("k3"), null, retried);
        producer.close();
    }

    private static void original(Headers headers, String prefix, String topic, long[] at) {
        headers.add(prefix + "topic", bytes(topic));
        headers.add(prefix + "partition", ByteBuffer.allocate(4).putInt((int) at[0]).array());
        headers.add(prefix + "offset", ByteBuffer.allocate(8).putLong(at[1]).array());
        headers.add(prefix + "timestamp", ByteBuffer.allocate(8).putLong(at[2]).array());
        headers.add(prefix + "timestamp-type", bytes("CreateTime"));
    }

    private static void exception(Headers headers, String prefix, String cause, String message) {
        headers.add(prefix + "fqcn", bytes(WRAPPER));
        headers.add(prefix + "cause-fqcn", bytes(cause));
        headers.add(prefix + "message", bytes(message));
        headers.add(prefix + "stacktrace", bytes(WRAPPER + ": " + message + "\n\tat shop.Billing.bill(Billing.java:41)"));
    }

    private static long[] send(String topic, int partition, byte[] key, byte[] value, Headers headers) throws Exception {
        long time = System.currentTimeMillis() - 60_000;
        RecordMetadata at = producer.send(new ProducerRecord<>(topic, partition, time, key, value, headers)).get();
        return new long[] {at.partition(), at.offset(), time};
    }

    private static void print(long[] at) {
        System.out.println(at[0] + " " + at[1] + " " + at[2]);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
