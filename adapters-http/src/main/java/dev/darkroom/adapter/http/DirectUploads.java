package dev.darkroom.adapter.http;

import dev.darkroom.domain.port.in.blob.ReceiveBlob;
import dev.darkroom.domain.port.in.upload.CancelUpload;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.in.upload.StartUpload;
import org.jspecify.annotations.Nullable;

/**
 * The use cases of direct uploads.
 *
 * @param receiveBlob null if clients send the bytes to the store itself
 */
public record DirectUploads(
        StartUpload startUpload,
        CompleteUpload completeUpload,
        CancelUpload cancelUpload,
        @Nullable ReceiveBlob receiveBlob) {}
