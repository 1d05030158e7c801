package dev.darkroom.adapter.aws.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.client.Timeouts;
import dev.darkroom.adapter.aws.client.WriteProbe;
import dev.darkroom.adapter.aws.provisioning.Provisioning.Outcome;
import dev.darkroom.adapter.aws.provisioning.Provisioning.Step;
import dev.darkroom.adapter.aws.testkit.PeculiarCloud;
import dev.darkroom.adapter.aws.testkit.Quirk;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.testkit.fixture.FullTier;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Provisioning of stores that refuse settings, or that reject writes because of them. Objects can be written afterwards. */
class OtherStoresIT {
    private static final Set<String> ORIGINS = Set.of("https://a.example");
    private static final Outcome MADE = new Outcome.Made();
    private static final String DENIED = "AccessDenied (HTTP 403): as this store does";
    private static final String BROKEN = "InternalError (HTTP 500): as this store does";

    private final PeculiarCloud store = PeculiarCloud.with();
    private final AwsSettings settings = store.cloud().newSettings();
    private final AwsStorage storage = AwsStorage.open(settings, InstantSource.system());

    @AfterEach
    void close() {
        storage.close();
        store.close();
    }

    private Map<OptionalSetting, Outcome> provision(OptionalSetting... skipped) {
        Set<OptionalSetting> names = EnumSet.noneOf(OptionalSetting.class);
        names.addAll(List.of(skipped));
        List<Step> steps = new ArrayList<>();
        storage.provisioning().provision(ORIGINS, names, steps::add);
        Map<OptionalSetting, Outcome> outcomes = new EnumMap<>(OptionalSetting.class);
        steps.forEach(step -> step.option().ifPresent(option -> outcomes.put(option, step.outcome())));
        return outcomes;
    }

    private void assertUsable() throws Exception {
        ObjectKey key = ObjectKey.original(ImageBuilder.image().build().id(), ContentType.JPEG);
        storage.blobStore().put(key, Content.of(new byte[]{1, 2}), ContentType.JPEG);
        try (InputStream in = storage.blobStore().open(key, new ByteRange(0, 2)).orElseThrow()) {
            assertThat(in.readAllBytes()).containsExactly(1, 2);
        }
        storage.blobStore().check();
        storage.catalog().check();
        assertThatThrownBy(() -> storage.bucket()
                .client()
                .headObject(head -> head.bucket(settings.bucket()).key(WriteProbe.KEY)))
                .isInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void allSettingsAreAppliedToAStoreThatSupportsThem() throws Exception {
        assertThat(provision())
                .containsEntry(OptionalSetting.PUBLIC_ACCESS_BLOCK, MADE)
                .containsEntry(OptionalSetting.ENCRYPTION, MADE)
                .containsEntry(OptionalSetting.ABANDONED_PARTS, MADE)
                .containsEntry(OptionalSetting.CORS, MADE)
                .containsEntry(OptionalSetting.DELETION_PROTECTION, MADE);
        assertThat(store.configurations())
                .containsExactlyInAnyOrder("publicAccessBlock", "encryption", "lifecycle", "cors");
        assertUsable();
    }

    @Test
    void defaultEncryptionThatBreaksWritesIsReverted() throws Exception {
        store.change(Quirk.ENCRYPTION_BREAKS_WRITES);

        assertThat(provision())
                .containsEntry(OptionalSetting.ENCRYPTION, new Outcome.Reverted(BROKEN))
                .containsEntry(OptionalSetting.PUBLIC_ACCESS_BLOCK, MADE)
                .containsEntry(OptionalSetting.CORS, MADE)
                .containsEntry(OptionalSetting.DELETION_PROTECTION, MADE);
        assertThat(store.configurations()).containsExactlyInAnyOrder("publicAccessBlock", "lifecycle", "cors");
        assertUsable();
    }

    @Test
    void aStoreMayTakeAMomentToRevert() throws Exception {
        store.change(Quirk.ENCRYPTION_BREAKS_WRITES);
        // More than the attempts of one probe.
        store.cacheForWrites(Timeouts.S3.attempts() + 1);

        assertThat(provision()).containsEntry(OptionalSetting.ENCRYPTION, new Outcome.Reverted(BROKEN))
                .containsEntry(OptionalSetting.CORS, MADE);
        assertUsable();
    }

    @FullTier
    @Test
    void aStoreThatStaysBrokenIsAFailure() {
        store.change(Quirk.ENCRYPTION_BREAKS_WRITES);
        store.cacheForWrites(Integer.MAX_VALUE);

        assertThat(provision())
                .containsEntry(OptionalSetting.ENCRYPTION, new Outcome.Failed(
                        "objects could not be written with it (" + BROKEN + "), nor after it was reverted"))
                .containsEntry(OptionalSetting.CORS,
                        new Outcome.Left("objects cannot be written, so its effect cannot be checked"))
                .containsEntry(OptionalSetting.DELETION_PROTECTION, MADE);
    }

    @Test
    void anEarlierAccessBlockIsRestored() {
        store.change(Quirk.STRICT_ACCESS_BLOCK_BREAKS_WRITES);
        String earlier = """
                <PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>
                """;
        store.store("publicAccessBlock", earlier);

        assertThat(provision())
                .containsEntry(OptionalSetting.PUBLIC_ACCESS_BLOCK, new Outcome.Reverted(DENIED));
        assertThat(store.stored("publicAccessBlock"))
                .contains("<BlockPublicAcls>true<")
                .doesNotContain("RestrictPublicBuckets");
    }

    @Test
    void publicAccessBlockThatBreaksWritesIsReverted() throws Exception {
        store.change(Quirk.ACCESS_BLOCK_BREAKS_WRITES);

        assertThat(provision())
                .containsEntry(OptionalSetting.PUBLIC_ACCESS_BLOCK, new Outcome.Reverted(DENIED))
                .containsEntry(OptionalSetting.ENCRYPTION, MADE);
        assertThat(store.configurations()).containsExactlyInAnyOrder("encryption", "lifecycle", "cors");
        assertUsable();
    }

    @Test
    void aRefusedSettingDoesNotStopTheOthers() throws Exception {
        store.change(Quirk.ENCRYPTION_UNSUPPORTED, Quirk.DELETION_PROTECTION_UNSUPPORTED);

        assertThat(provision())
                .containsEntry(OptionalSetting.ENCRYPTION,
                        new Outcome.NotSupported("InvalidRequest (HTTP 400): as this store does"))
                .containsEntry(OptionalSetting.CORS, MADE)
                .containsEntry(OptionalSetting.TIME_TO_LIVE, MADE)
                .hasEntrySatisfying(OptionalSetting.DELETION_PROTECTION,
                        outcome -> assertThat(outcome).isInstanceOf(Outcome.NotSupported.class)
                                .asString().contains("ValidationException (HTTP 400): At least one of"));
        assertUsable();
    }

    @Test
    void aDeniedSettingIsAFailure() throws Exception {
        store.change(Quirk.ENCRYPTION_DENIED);

        assertThat(provision())
                .containsEntry(OptionalSetting.ENCRYPTION, new Outcome.Failed(DENIED))
                .containsEntry(OptionalSetting.CORS, MADE)
                .containsEntry(OptionalSetting.DELETION_PROTECTION, MADE);
        assertUsable();
    }

    @Test
    void aSkippedSettingIsNotRead() throws Exception {
        store.change(Quirk.ENCRYPTION_BREAKS_WRITES, Quirk.ACCESS_BLOCK_BREAKS_WRITES);

        assertThat(provision(OptionalSetting.ENCRYPTION, OptionalSetting.PUBLIC_ACCESS_BLOCK,
                OptionalSetting.DELETION_PROTECTION))
                .containsEntry(OptionalSetting.ENCRYPTION, new Outcome.Skipped())
                .containsEntry(OptionalSetting.PUBLIC_ACCESS_BLOCK, new Outcome.Skipped())
                .containsEntry(OptionalSetting.DELETION_PROTECTION, new Outcome.Skipped())
                .containsEntry(OptionalSetting.CORS, MADE);
        assertThat(store.configurations()).containsExactlyInAnyOrder("lifecycle", "cors");
        assertUsable();
    }

    @Test
    void aStoreThatRejectsWritesAlreadyIsNotChanged() {
        store.change(Quirk.WRITES_DENIED);

        assertThat(provision())
                .containsEntry(OptionalSetting.WRITE_CHECK, new Outcome.Failed(DENIED))
                .containsEntry(OptionalSetting.ENCRYPTION,
                        new Outcome.Left("objects cannot be written, so its effect cannot be checked"))
                .containsEntry(OptionalSetting.DELETION_PROTECTION, MADE);
        assertThat(store.configurations()).isEmpty();
    }

    @Test
    void withoutTheWriteCheckEverySettingIsAppliedUnchecked() {
        store.change(Quirk.WRITES_DENIED);

        assertThat(provision(OptionalSetting.WRITE_CHECK))
                .containsEntry(OptionalSetting.WRITE_CHECK, new Outcome.Skipped())
                .containsEntry(OptionalSetting.ENCRYPTION, MADE);
    }

    @Test
    void aSettingThatCannotBeRevertedIsAFailure() {
        store.change(Quirk.ENCRYPTION_CANNOT_BE_REMOVED);

        assertThat(provision())
                .containsEntry(OptionalSetting.ENCRYPTION, new Outcome.Failed(
                        "objects could not be written with it (" + BROKEN + "), and it could not be reverted: "
                                + DENIED))
                .containsEntry(OptionalSetting.CORS,
                        new Outcome.Left("objects cannot be written, so its effect cannot be checked"))
                .containsEntry(OptionalSetting.DELETION_PROTECTION, MADE);
    }

    @Test
    void aBucketThatCannotBeCreatedIsNamed() {
        store.change(Quirk.BUCKET_DENIED);

        assertThatThrownBy(this::provision)
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessage("Bucket " + settings.bucket() + " was refused: " + DENIED);
    }
}
