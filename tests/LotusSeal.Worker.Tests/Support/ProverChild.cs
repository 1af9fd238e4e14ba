using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using LotusSeal.Primitives;
using LotusSeal.Proving;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Provers;
using Microsoft.Extensions.Logging.Abstractions;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>A prover in a process of its own that does with a request what its input says; and a worker that has such a prover.</summary>
internal static class ProverChild
{
    /// <summary>Reports progress and waits for its cancellation, or the end of its worker.</summary>
    public const string Wait = "wait";

    /// <summary>Neither ends nor hears.</summary>
    public const string Hang = "hang";

    /// <summary>Stops with all its threads, as a process does that hangs in the kernel.</summary>
    public const string Freeze = "freeze";

    /// <summary>Takes memory until there is no more.</summary>
    public const string Fill = "fill";

    private const string Role = "prover", WorkerRole = "prover-worker";

    /// <summary>How it is started.</summary>
    /// <param name="memoryLimit">KiB of address space that it may have; null for no limit.</param>
    public static ChildProgram Program(int? memoryLimit = null)
    {
        ChildProgram plain = Of(Role, "");
        return memoryLimit is null ? plain
            : plain with { File = "/bin/sh", Arguments = ["-c", $"ulimit -v {memoryLimit} && exec \"$@\"", "sh", plain.File] };
    }

    /// <summary>A program that says something else than a prover.</summary>
    public static ChildProgram Shell(string script) => new("prover", "/bin/sh", ["-c", script], new Dictionary<string, string>());

    /// <summary>Starts a worker whose prover does what the word says; it prints the prover's process when that works.</summary>
    public static Process StartWorker(string word, IReadOnlyDictionary<string, string> variables) =>
        ChildProcess.Start(WorkerRole, word, variables: variables);

    /// <summary>Makes what looks like the parameters of 2 KiB sectors and their updates from outside and takes no room.</summary>
    public static void MakeParameters(string folder, long? length = null)
    {
        PoRepConfig config = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1);
        Make(folder, length, ProofNeeds.OfSeal(config), ProofNeeds.OfUpdate(config));
    }

    /// <summary>The same for the proofs of spacetime of such sectors.</summary>
    public static void MakePostParameters(string folder) =>
        Make(folder, null, ProofNeeds.OfPost(PostCalls.WindowProof), ProofNeeds.OfPost(PostCalls.WinningProof));

    /// <summary>A request with a word for its input.</summary>
    public static Task<byte[]> AskAsync(IProver prover, string word, IProgress<PhaseProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        prover.ProveAsync(new ProofRequest(ProofKind.Commit2, 5, 1000, 7), Encoding.ASCII.GetBytes(word),
            progress ?? new Progress<PhaseProgress>(), cancellationToken);

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests()
    {
        ChildProcess.PlayIfStartedAs(Role, _ =>
        {
            MessageChannel channel = ChildLife.Begin();
            Handler handler = new(channel);
            ChildLife.Serve(channel, new ProofHandler(handler, handler, handler), () => handler.Backend, handler.Leave);
            return 0;
        });
        ChildProcess.PlayIfStartedAs(WorkerRole, RunWorker);
    }

    private static void Make(string folder, long? length, params ProofNeeds[] all)
    {
        Directory.CreateDirectory(folder);
        foreach (ProofNeeds needs in all)
        {
            using FileStream file = File.Create(Path.Join(folder, needs.ParametersFile));
            file.SetLength(length ?? needs.ParametersLength);
        }
    }

    private static ChildProgram Of(string role, string argument) =>
        new("prover", Environment.ProcessPath!, [], new Dictionary<string, string> { [ChildProcess.Variable] = $"{role} {argument}" });

    private static int RunWorker(string word)
    {
        ChildProver prover = new(Program(), new ChildTimings(), TimeProvider.System, NullLogger.Instance);
        string process = Encoding.ASCII.GetString(AskAsync(prover, "process").GetAwaiter().GetResult());
        Task<byte[]> proof = AskAsync(prover, word);
        Console.WriteLine(process);
        proof.GetAwaiter().GetResult();
        return 0;
    }

    private sealed class Handler(MessageChannel channel) : IProofHandler
    {
        private readonly ConcurrentQueue<RetiredDevice> _left = [];
        private int _proofs;

        /// <summary>What it says that it computes with.</summary>
        public string Backend { get; private set; } = "nothing";

        public void Leave(RetiredDevice device) => _left.Enqueue(device);

        public byte[] Prove(ProofRequest request, byte[] input, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
        {
            // The word of an update is its first vanilla proof, that of a proof of spacetime its randomness.
            byte[] word = request.Kind switch
            {
                ProofKind.ReplicaUpdate => ReplicaUpdateInput.Read(input).VanillaProofs[0],
                ProofKind.WindowPost or ProofKind.WinningPost => input.AsSpan(0, Digest.Size).TrimEnd((byte)0).ToArray(),
                _ => input,
            };
            string[] words = Encoding.ASCII.GetString(word).Split(' ', 2);
            switch (words[0])
            {
                case "process": return Text(Environment.ProcessId);
                case "request": return Encoding.ASCII.GetBytes($"{request.Kind} {request.ProofType} {request.Miner} {request.Sector}");
                case "compute":
                    Backend = words[1];
                    break;
                case "retire":
                    channel.TryWrite(new RetiredDevice(words[1], "it failed in a proof"));
                    break;
                case "until-left":
                    while (_left.IsEmpty) cancellationToken.WaitHandle.WaitOne(10);
                    return Left();
                case "left": return Left();
                case "count": return Text(++_proofs);
                case "score": return Encoding.ASCII.GetBytes(File.ReadAllText("/proc/self/oom_score_adj").Trim());
                case "refuse": throw new SealingException(words[1]);
                case "break": throw new InvalidOperationException(words[1]);
                case "exit":
                    Console.Error.WriteLine("its last word");
                    Environment.Exit(int.Parse(words[1], CultureInfo.InvariantCulture));
                    break;
                case "print": Console.WriteLine(words[1]); break;
                case "garbage":
                    using (Stream output = Console.OpenStandardOutput()) output.Write("this is no message"u8);
                    break;
                case Wait:
                    progress.Report(new PhaseProgress("waits", 1, 2, "things"));
                    cancellationToken.WaitHandle.WaitOne();
                    cancellationToken.ThrowIfCancellationRequested();
                    break;
                case Hang: Thread.Sleep(Timeout.Infinite); break;
                case Freeze: Signal.TrySend(Environment.ProcessId, Signal.Stop); break;
                case Fill: return FillMemory();
            }

            return input;
        }

        private byte[] Left() =>
            Encoding.ASCII.GetBytes(string.Join(", ", _left.Select(device => $"{device.Uuid} since {device.Reason}")));

        private static byte[] Text(int number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

        private static byte[] FillMemory()
        {
            List<byte[]> taken = [];
            while (true)
            {
                byte[] more = new byte[64 << 20];
                Array.Fill(more, (byte)1);
                taken.Add(more);
            }
        }
    }
}
