package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.HeadEdits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the head of a browser's request costs to read, and to write on as a proxy does. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class HeadBenchmark {

  private static final String HEAD =
      """
      GET /articles/2026/spring?page=3&sort=newest HTTP/1.1
      Host: www.example.com
      User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
      Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8
      Accept-Language: en-GB,en;q=0.7,de;q=0.3
      Accept-Encoding: gzip, deflate, br, zstd
      Referer: https://www.example.com/articles/2026
      Connection: keep-alive
      Cookie: session=8d3f0c1e5a7b4296; theme=dark; consent=yes; id=1f2e3d4c5b6a7988
      Upgrade-Insecure-Requests: 1
      Sec-Fetch-Dest: document
      Sec-Fetch-Mode: navigate
      Sec-Fetch-Site: same-origin
      Sec-Fetch-User: ?1
      Priority: u=0, i

      """
          .replace("\n", "\r\n");

  private final RequestReader reader = new RequestReader(16 * 1024, false);
  private final ByteBuf in = PooledByteBufAllocator.DEFAULT.directBuffer(64 * 1024);
  private final ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(4 * 1024);
  private H1Request whole;

  @Setup
  public void fill() throws Malformed {
    in.writeBytes(HEAD.getBytes(StandardCharsets.US_ASCII));
    whole = reader.read(in);
  }

  @TearDown
  public void free() {
    in.release();
    out.release();
  }

  /** Read, and its memory given back. */
  @Benchmark
  public boolean read() throws Malformed {
    H1Request head = reader.read(in.readerIndex(0));
    boolean kept = head.keepAlive();
    head.release();
    return kept;
  }

  /** Also asked for what routing and logs want: strings are made. */
  @Benchmark
  public int readAndAsk() throws Malformed {
    H1Request head = reader.read(in.readerIndex(0));
    int length = head.target().length() + head.authority().length();
    head.release();
    return length;
  }

  /** Written as it is. */
  @Benchmark
  public int write() {
    HeadWriter.request(whole, new HeadEdits(), 0, false, out.clear());
    return out.writerIndex();
  }

  /** Written with what an intermediary changes. */
  @Benchmark
  public int writeWithEdits() {
    HeadEdits edits =
        new HeadEdits()
            .set(FieldName.X_FORWARDED_FOR, "192.0.2.17")
            .set(FieldName.X_FORWARDED_PROTO, "https")
            .set(FieldName.X_FORWARDED_HOST, "www.example.com")
            .set(FieldName.FORWARDED, "for=192.0.2.17;proto=https;host=www.example.com")
            .set(FieldName.X_REQUEST_ID, "0d5c1f7e9a2b4c6d8e0f1a2b3c4d5e6f")
            .add(FieldName.VIA, "1.1 sluice");
    HeadWriter.request(whole, edits, 0, false, out.clear());
    return out.writerIndex();
  }
}
