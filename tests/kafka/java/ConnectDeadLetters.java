// SPDX-License-Identifier: GPL-3.0-or-later
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.runtime.ConnectMetrics;
import org.apache.kafka.connect.runtime.SinkConnectorConfig;
import org.apache.kafka.connect.runtime.errors.DeadLetterQueueReporter;
import org.apache.kafka.connect.runtime.errors.ErrorHandlingMetrics;
import org.apache.kafka.connect.runtime.errors.ProcessingContext;
import org.apache.kafka.connect.runtime.errors.Stage;
import org.apache.kafka.connect.runtime.isolation.Plugins;
import org.apache.kafka.connect.runtime.standalone.StandaloneConfig;
import org.apache.kafka.connect.util.ConnectorTaskId;

/**
 * Writes dead letters with Kafka Connect's own reporter: ConnectDeadLetters BOOTSTRAP SOURCE DLQ. For each it prints the source
 * record's "partition offset timestamp".
 */
public class ConnectDeadLetters {
    private static KafkaProducer<byte[], byte[]> producer;
    private static DeadLetterQueueReporter reporter;

    public static void main(String[] arguments) throws Exception {
        Map<String, Object> client = new HashMap<>();
        client.put("bootstrap.servers", arguments[0]);
        client.put("key.serializer", ByteArraySerializer.class.getName());
        client.put("value.serializer", ByteArraySerializer.class.getName());
        producer = new KafkaProducer<>(client);
        reporter = reporter(arguments[0], arguments[2], client);

        ConsumerRecord<byte[], byte[]> first = source(arguments[1], bytes("k1"), bytes("{\"price\":"), new RecordHeaders());
        report(first, Stage.VALUE_CONVERTER, new DataException("Converting byte[] to Kafka Connect data failed: line 1, column 9"));

        // A NULL value, and an exception without a message: its header has the value NULL.
        Headers own = new RecordHeaders();
        own.add("trace", bytes("abc"));
        own.add("trace", null);
        report(source(arguments[1], null, null, own), Stage.TASK_PUT, new IllegalStateException());

        // It failed in another connector before: that one's headers came with the record.
        Headers hops = new RecordHeaders();
        hops.add("__connect.errors.topic", bytes("raw.orders"));
        hops.add("__connect.errors.partition", bytes("7"));
        hops.add("__connect.errors.offset", bytes("9007199254740993"));
        hops.add("__connect.errors.exception.class.name", bytes("java.net.ConnectException"));
        report(source(arguments[1], bytes("k3"), bytes("x"), hops), Stage.TRANSFORMATION, new ClassCastException("not a map"));
        reporter.close();
        producer.close();
    }

    private static DeadLetterQueueReporter reporter(String bootstrap, String topic, Map<String, Object> client) {
        Map<String, String> worker = new HashMap<>();
        worker.put("bootstrap.servers", bootstrap);
        worker.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        worker.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        worker.put("offset.storage.file.filename", "/dev/null");
        worker.put("plugin.discovery", "service_load");
        Map<String, String> connector = new HashMap<>();
        connector.put("name", "warehouse-sink");
        connector.put("connector.class", "none");
        connector.put("topics", "none");
        connector.put("errors.deadletterqueue.topic.name", topic);
        connector.put("errors.deadletterqueue.topic.replication.factor", "1");
        connector.put("errors.deadletterqueue.context.headers.enable", "true");
        ConnectorTaskId task = new ConnectorTaskId("warehouse-sink", 2);
        ConnectMetrics metrics = new ConnectMetrics("worker", new StandaloneConfig(worker), Time.SYSTEM, "cluster");
        SinkConnectorConfig config = new SinkConnectorConfig(new Plugins(worker), connector);
        Map<String, Object> admin = new HashMap<>(Map.of("bootstrap.servers", bootstrap));
        return DeadLetterQueueReporter.createAndSetup(admin, task, config, client, new ErrorHandlingMetrics(task, metrics));
    }

    private static ConsumerRecord<byte[], byte[]> source(String topic, byte[] key, byte[] value, Headers headers) throws Exception {
        long time = System.currentTimeMillis() - 60_000;
        RecordMetadata at = producer.send(new ProducerRecord<>(topic, 1, time, key, value, headers)).get();
        System.out.println(at.partition() + " " + at.offset() + " " + time);
        return new ConsumerRecord<>(topic, at.partition(), at.offset(), time, TimestampType.CREATE_TIME,
                key == null ? -1 : key.length, value == null ? -1 : value.length, key, value, headers, Optional.empty());
    }

    private static void report(ConsumerRecord<byte[], byte[]> record, Stage stage, Throwable error) throws Exception {
        ProcessingContext<ConsumerRecord<byte[], byte[]>> context = new ProcessingContext<>(record);
        context.currentContext(stage, ConnectDeadLetters.class);
        context.error(error);
        reporter.report(context).get();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
