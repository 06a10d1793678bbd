package dev.sluice.backend.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BackendCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return command.execute(args);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--listn=tcp://a:1                      | did you mean \"--listen",
        "--listen=a:1                           | use http://HOST:PORT, tcp://HOST:PORT or udp://HOST:PORT",
        "--listen=tcp://a:70000                 | use 0 to 65535",
        "--listen=tcp://a:1 --listen=http://a:1 | already given",
        "--latency=5                            | such as 250ms",
        "--latency=-5ms                         | such as 250ms",
        "--jitter=x                             | such as 250ms",
        "--grace=1d                             | such as 250ms",
        "--fail-rate=1.5                        | use 0 to 1",
        "--fail-rate=-1                         | use 0 to 1",
        "--fail-rate=NaN                        | use 0 to 1",
        "--fail-rate=x                          | --fail-rate",
        "--seed=x                               | --seed",
        "--require-header=nonsense              | use 'Name: value'",
        "--require-header=A:                    | use 'Name: value'",
        "--tls-cert=a.pem                       | go together",
        "--tls-key=a.key                        | go together",
        "--client-ca=a.pem                      | needs --tls-cert",
        "--tls-cert=no.pem --tls-key=no.key     | cannot use no.pem and no.key",
        "--tcp-mode=loud                        | --tcp-mode",
        "--udp-mode=loud                        | --udp-mode",
        "--files=no-such-directory              | is not a directory",
        "--event-loops=-1                       | use 0 to 1024",
        "stray                                  | stray"
      })
  void badUsageIsOneLineAndExitCode2(String args, String said) {
    assertThat(run(args.split(" "))).isEqualTo(2);
    assertThat(err.toString().strip()).contains(said).doesNotContain("\n", "Exception");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void helpAndVersion() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("--require-proxy-protocol", "Exit codes:");
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).contains("backend-service ");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aPortTakenIsOneLineAndExitCode1() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String address = "tcp://127.0.0.1:" + taken.getLocalPort();
      assertThat(run("--listen", "http://127.0.0.1:0", "--listen", address)).isEqualTo(1);
      assertThat(err.toString().strip())
          .isEqualTo("backend-service: cannot listen on " + address + ": Address already in use");
      assertThat(out.toString()).isEmpty();
    }
  }

  @Test
  void saysWhereItListensServesAndEndsWhenInterrupted(@TempDir Path dir) throws Exception {
    Files.writeString(dir.resolve("a.txt"), "a");
    CommandLine command = Main.commandLine();
    PipedReader reader = new PipedReader();
    command.setOut(new PrintWriter(new PipedWriter(reader))).setErr(new PrintWriter(err, true));
    FutureTask<Integer> task =
        new FutureTask<>(
            () ->
                command.execute(
                    "--listen=tcp://[::1]:0",
                    "--name=me",
                    "--tcp-mode=ECHO",
                    "--require-header=X-A: b c",
                    "--latency=1us",
                    "--jitter=1s",
                    "--seed=1",
                    "--fail-rate=1",
                    "--grace=10ms",
                    "--event-loops=1",
                    "--files=" + dir));
    Thread thread = new Thread(task);
    thread.start();
    String line = new BufferedReader(reader).readLine();
    assertThat(line).matches("listening on tcp://\\[::1]:[1-9]\\d* as me");
    int port = Integer.parseInt(line.replaceAll(".*]:(\\d+) .*", "$1"));
    try (Socket socket = new Socket("::1", port)) {
      socket.getOutputStream().write("echo\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(
              new BufferedReader(
                      new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                  .readLine())
          .isEqualTo("echo");
    }
    thread.interrupt();
    assertThat(task.get(20, TimeUnit.SECONDS)).isZero();
    assertThat(err.toString()).isEmpty();
  }
}
