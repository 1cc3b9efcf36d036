// SPDX-License-Identifier: GPL-3.0-or-later
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Runs a Kafka Streams application whose own dead-letter queue (KIP-1034) gets three records: StreamsDeadLetters BOOTSTRAP SOURCE
 * DLQ. For each it prints the source record's "partition offset timestamp".
 */
public class StreamsDeadLetters {
    public static void main(String[] arguments) throws Exception {
        Properties client = new Properties();
        client.put("bootstrap.servers", arguments[0]);
        client.put("key.serializer", ByteArraySerializer.class.getName());
        client.put("value.serializer", ByteArraySerializer.class.getName());
        long time = System.currentTimeMillis() - 60_000;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(client)) {
            // Three bytes are no Integer: refused by the deserializer.
            send(producer, new ProducerRecord<>(arguments[1], 0, time, bytes("k1"), bytes("abc"),
                    List.of(new RecordHeader("trace", bytes("t-1")), new RecordHeader("trace", null))));
            send(producer, new ProducerRecord<>(arguments[1], 1, time + 1, bytes("k2"), new byte[] {0, 0, 0, 42}));
            // The exception has no message: its header has the value NULL.
            send(producer, new ProducerRecord<>(arguments[1], 1, time + 2, null, new byte[] {0, 0, 0, 43}));
        }

        Properties settings = new Properties();
        settings.put("bootstrap.servers", arguments[0]);
        settings.put("application.id", arguments[1] + "-app");
        settings.put("state.dir", Files.createTempDirectory("weir-streams").toString());
        settings.put("auto.offset.reset", "earliest");
        settings.put("errors.dead.letter.queue.topic.name", arguments[2]);
        settings.put("deserialization.exception.handler", LogAndContinueExceptionHandler.class.getName());
        settings.put("processing.exception.handler", LogAndContinueProcessingExceptionHandler.class.getName());
        settings.put("commit.interval.ms", "200");
        Topology topology = new Topology();
        topology.addSource("source", Serdes.ByteArray().deserializer(), Serdes.Integer().deserializer(), arguments[1]);
        topology.addProcessor("price", Price::new, "source");
        KafkaStreams streams = new KafkaStreams(topology, settings);
        streams.start();
        for (int waits = 0; Price.failed < 2 && waits < 600; ++waits) {
            Thread.sleep(50);
        }
        Thread.sleep(700);
        streams.close(Duration.ofSeconds(10));
    }

    /** Refuses everything. */
    private static class Price implements Processor<byte[], Integer, Void, Void> {
        static volatile int failed = 0;

        @Override
        public void process(Record<byte[], Integer> record) {
            failed = failed + 1;
            throw record.value() == 42 ? new IllegalArgumentException("no price for 42") : new UnsupportedOperationException();
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) throws Exception {
        RecordMetadata at = producer.send(record).get();
        System.out.println(at.partition() + " " + at.offset() + " " + record.timestamp());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
