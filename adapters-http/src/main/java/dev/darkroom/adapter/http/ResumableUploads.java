package dev.darkroom.adapter.http;

import dev.darkroom.domain.port.in.upload.AppendToUpload;
import dev.darkroom.domain.port.in.upload.CancelUpload;
import dev.darkroom.domain.port.in.upload.StartResumableUpload;

/** The use cases of resumable uploads. */
public record ResumableUploads(
        StartResumableUpload startUpload, AppendToUpload appendToUpload, CancelUpload cancelUpload) {}
