import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.javalin.Javalin;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** What a view is compared with: one route that answers the bytes of a file. Arguments: port, file, content type. */
final class BareRoute {
    private BareRoute() {}

    public static void main(String[] arguments) throws Exception {
        // Without a configuration Logback writes Jetty's debug log.
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        byte[] bytes = Files.readAllBytes(Path.of(arguments[1]));
        Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.routes.get("/", ctx -> ctx.contentType(arguments[2]).result(bytes));
        }).start("127.0.0.1", Integer.parseInt(arguments[0]));
    }
}
