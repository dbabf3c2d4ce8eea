// Times ONNX Runtime on a model that pytorch.py --export has written, and prints the keys of 'Benchmarks speed' as one JSON object.
//   node onnxruntime.js model.onnx encoder batch length threads seconds
const ort = require("onnxruntime-node");

async function main() {
  const [file, encoder, batch, length, threads, seconds] = process.argv.slice(-6);
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: +threads, interOpNumThreads: 1 });
  const codes = BigInt64Array.from({ length: batch * length }, () => BigInt(2 + Math.floor(Math.random() * 19998)));
  const input = { codes: new ort.Tensor("int64", codes, [+batch, +length]) };
  for (let i = 0; i < 5; i++) await session.run(input);
  const rates = [];
  const end = Date.now() + seconds * 1000;
  do {
    const start = process.hrtime.bigint();
    await session.run(input);
    rates.push((batch * length * 1e9) / Number(process.hrtime.bigint() - start));
  } while (Date.now() < end);
  rates.sort((a, b) => a - b);
  const result = {
    task: "bench", encoder, mode: "infer", batch: +batch, length: +length, threads: +threads, kernel: "onnxruntime-node",
    tokens_per_second: Math.round(rates[rates.length >> 1]), steps: rates.length,
    peak_memory_mb: Math.round(process.resourceUsage().maxRSS / 102.4) / 10,
  };
  console.log(JSON.stringify(result));
}

main();
