package dev.darkroom.adapter.http;

import dev.darkroom.domain.port.in.blob.ReceiveBlob;
import dev.darkroom.domain.port.in.upload.CancelUpload;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.in.upload.StartUpload;
import org.jspecify.annotations.Nullable;

/**
 * What the routes of direct uploads call.
 *
 * @param receiveBlob null when the store takes the bytes itself
 */
public record DirectUploads(
        StartUpload startUpload,
        CompleteUpload completeUpload,
        CancelUpload cancelUpload,
        @Nullable ReceiveBlob receiveBlob) {}
