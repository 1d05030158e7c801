package dev.darkroom.adapter.http;

import dev.darkroom.domain.port.in.CancelUpload;
import dev.darkroom.domain.port.in.CompleteUpload;
import dev.darkroom.domain.port.in.ReceiveBlob;
import dev.darkroom.domain.port.in.StartUpload;
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
