package dev.darkroom.adapter.local.links;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.PresignedUrl;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier.Verification;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The presigned URL of a view, and its check at the download. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SigningBenchmark {
    private static final Duration VALIDITY = Duration.ofHours(1);

    private final HmacUrlSigner signer = new HmacUrlSigner(
            _ -> new SecretKeySpec("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII),
                    "HmacSHA256"),
            InstantSource.system());
    private final ObjectKey key = ObjectKey.original(
            new ImageId(UUID.fromString("019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11")), ContentType.JPEG);
    private final Map<String, String> query = query(sign().url());

    private static Map<String, String> query(URI url) {
        return Arrays.stream(url.getRawQuery().split("&", -1))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(
                        parameter -> parameter[0],
                        parameter -> URLDecoder.decode(parameter[1], StandardCharsets.UTF_8)));
    }

    @Benchmark
    public PresignedUrl sign() {
        return signer.sign(key, ContentType.JPEG, new Disposition.Inline(), VALIDITY);
    }

    @Benchmark
    public Verification verify() {
        return signer.verify(key.value(), query);
    }
}
