package dev.darkroom.adapter.aws.dynamodb.events;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.DeflaterInputStream;
import java.util.zip.InflaterInputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Compressed attributes. A write unit is 1 KB. */
final class Deflated {
    private Deflated() {}

    static AttributeValue attribute(byte[] bytes) {
        try (var compressed = new DeflaterInputStream(new ByteArrayInputStream(bytes))) {
            return AttributeValue.fromB(SdkBytes.fromInputStream(compressed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException if the attribute is damaged */
    static byte[] bytes(AttributeValue attribute) {
        try (var bytes = new InflaterInputStream(attribute.b().asInputStream());
                var all = new ByteArrayOutputStream()) {
            bytes.transferTo(all);
            return all.toByteArray();
        } catch (IOException e) {
            throw new IllegalArgumentException("it cannot be decompressed: " + e.getMessage(), e);
        }
    }
}
