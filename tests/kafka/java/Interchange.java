// SPDX-License-Identifier: GPL-3.0-or-later
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Exchanges records with interchange_kafka_test through Kafka's own client: Interchange BOOTSTRAP COMMAND...
 *
 * <p>write=TOPIC,CODEC,FILE and read=TOPIC,COUNT as tests/kafka/python/interchange.py has them; hash=FILE prints "hash ROW MURMUR2"
 * for the rows of the file that have a key; number=N prints "number INT64" as its serializer writes it, or INT32 where it fits too.
 */
public class Interchange {
    private static final long PATIENCE = 20_000;
    private static final PrintStream out = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
    private static String bootstrap;

    public static void main(String[] arguments) throws Exception {
        bootstrap = arguments[0];
        for (int i = 1; i < arguments.length; ++i) {
            String[] command = arguments[i].split("=", 2);
            String[] words = command[1].split(",");
            switch (command[0]) {
                case "write" -> write(words[0], words[1], Path.of(words[2]));
                case "read" -> read(words[0], Integer.parseInt(words[1]));
                case "hash" -> hash(Path.of(words[0]));
                case "number" -> number(Long.parseLong(words[0]));
                default -> throw new IllegalArgumentException(command[0]);
            }
        }
        out.flush();
    }

    private static void write(String topic, String codec, Path file) throws Exception {
        Map<String, Object> client = new HashMap<>();
        client.put("bootstrap.servers", bootstrap);
        client.put("compression.type", codec);
        client.put("linger.ms", 20);
        client.put("max.request.size", 2_000_000);
        client.put("key.serializer", ByteArraySerializer.class.getName());
        client.put("value.serializer", ByteArraySerializer.class.getName());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(client)) {
            List<String> rows = new ArrayList<>();
            List<Future<RecordMetadata>> waiting = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                String[] part = line.split("\t", -1);
                List<Header> headers = new ArrayList<>();
                for (String header : part[5].isEmpty() ? new String[0] : part[5].split(";")) {
                    String[] pair = header.split(":", -1);
                    headers.add(new RecordHeader(new String(bytes(pair[0]), StandardCharsets.UTF_8), bytes(pair[1])));
                }
                Integer partition = part[1].equals("-") ? null : Integer.valueOf(part[1]);
                Long timestamp = part[2].equals("-") ? null : Long.valueOf(part[2]);
                rows.add(part[0]);
                waiting.add(producer.send(new ProducerRecord<>(topic, partition, timestamp, bytes(part[3]), bytes(part[4]), headers)));
            }
            for (int i = 0; i < rows.size(); ++i) {
                RecordMetadata at = waiting.get(i).get();
                out.println("wrote " + topic + " " + rows.get(i) + " " + at.partition() + " " + at.offset());
            }
        }
    }

    private static void read(String topic, int count) {
        Map<String, Object> client = new HashMap<>();
        client.put("bootstrap.servers", bootstrap);
        client.put("key.deserializer", ByteArrayDeserializer.class.getName());
        client.put("value.deserializer", ByteArrayDeserializer.class.getName());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(client)) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo info : consumer.partitionsFor(topic)) {
                partitions.add(new TopicPartition(topic, info.partition()));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.currentTimeMillis() + PATIENCE;
            for (int seen = 0; seen < count && System.currentTimeMillis() < end; ) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    ++seen;
                    print(record);
                }
            }
        }
    }

    private static void print(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder headers = new StringBuilder();
        for (Header header : record.headers()) {
            headers.append(headers.length() > 0 ? ";" : "");
            headers.append(text(header.key().getBytes(StandardCharsets.UTF_8))).append(":").append(text(header.value()));
        }
        out.println("read " + record.topic() + " " + record.partition() + " " + record.offset() + " " + record.timestamp() + " "
                + text(record.key()) + " " + text(record.value()) + " " + headers);
    }

    private static void hash(Path file) throws Exception {
        for (String line : Files.readAllLines(file)) {
            String[] part = line.split("\t", -1);
            if (!part[3].equals("-")) {
                out.println("hash " + part[0] + " " + Utils.murmur2(bytes(part[3])));
            }
        }
    }

    private static void number(long number) {
        boolean small = number == (int) number;
        out.println("number " + number + " " + text(new LongSerializer().serialize("", number)) + " "
                + (small ? text(new IntegerSerializer().serialize("", (int) number)) : "-"));
    }

    private static byte[] bytes(String text) {
        return text.equals("-") ? null : Base64.getDecoder().decode(text);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "-" : Base64.getEncoder().encodeToString(bytes);
    }
}
