import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.DiscardingSink;

/** Ends well, ends badly, or goes on until it is cancelled, as its first argument says; its second is its name. */
public class TestJob {
  public static void main(String[] arguments) throws Exception {
    String how = arguments[0];
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    environment
        .fromSequence(0, how.equals("run") ? Long.MAX_VALUE : 10)
        .map(
            number -> {
              if (how.equals("fail")) throw new IllegalStateException("no such variable: sst");
              if (how.equals("run")) Thread.sleep(50);
              return number;
            })
        .returns(Types.LONG)
        .addSink(new DiscardingSink<>());
    environment.executeAsync(arguments[1]);
  }
}
