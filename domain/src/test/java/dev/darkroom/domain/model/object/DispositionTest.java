package dev.darkroom.domain.model.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DispositionTest {
    @Test
    void filenameHasAnAsciiFallbackAndAnExactForm() {
        assertThat(new Disposition.Inline().headerValue()).isEqualTo("inline");
        assertThat(new Disposition.Attachment(new Filename("kite.jpg")).headerValue())
                .isEqualTo("attachment; filename=\"kite.jpg\"; filename*=UTF-8''kite.jpg");
        assertThat(new Disposition.Attachment(new Filename("50% \"凧\".jpg")).headerValue())
                .isEqualTo("attachment; filename=\"50_ ___.jpg\"; filename*=UTF-8''50%25%20%22%E5%87%A7%22.jpg");
    }
}
