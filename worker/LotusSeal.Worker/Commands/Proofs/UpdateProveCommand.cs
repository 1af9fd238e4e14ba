using System.CommandLine;
using LotusSeal.Groth16.Proving;
using LotusSeal.Primitives;
using LotusSeal.Proving;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Updates;
using LotusSeal.Sealing.Updates;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs update prove2</c>: the proof of an update, from the vanilla proofs in its sector folder.</summary>
internal static class UpdateProveCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        TextSetting<string?> folderFlag = FolderFlag.Folder(withOut: false);
        TextSetting<string> parametersFlag = ParameterFlags.Folder("--params", "folder of the parameters");
        BlindingFlags known = new();
        GpuPolicySetting policy = new();
        SwitchSetting json = FolderFlag.Json();
        Command command = new("prove2", "the proof of the update, 192 bytes a partition, verified before it is printed")
        {
            folderFlag.Option, parametersFlag.Option, policy.Option, json.Option,
        };
        known.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            string path = FolderFlag.Required(folderFlag.Value(result, context), "--dir");
            Func<Blinding>? blinding = known.Read(result, context);
            GpuPolicy gpus = policy.Read(result, context);
            using OfflineSectorFolder folder = OfflineSectorFolder.Open(path, create: false);
            OfflineSectorState sector = folder.Load()!;
            PoRepConfig config = sector.Config();
            (UpdateStatement statement, byte[][] vanillaProofs) = UpdateWork.Proved(folder, sector);
            ParameterFolder parameters = new(context.ExpandPath(parametersFlag.Value(result, context)));
            byte[] proof = await new OfflineProof(context, parameters, gpus).MakeAsync("update prove2", ProofNeeds.OfUpdate(config),
                arithmetic => parameters.OpenUpdate(config, arithmetic.First, arithmetic.Second),
                (stored, arithmetic, meter) => new ReplicaUpdateProver(stored.Parameters, config, arithmetic.Backend)
                    .Prove(statement, vanillaProofs, blinding, meter, cancellationToken), cancellationToken);
            await ProofReport.PrintAsync(context.Output, proof, json.Value(result, context));
            return 0;
        });
        return command;
    }
}
