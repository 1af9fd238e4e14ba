using System.Text.Json;
using LotusSeal.Primitives;
using LotusSeal.Proving.Verification;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>A sector of the list of those that are aggregated.</summary>
internal sealed record AggregatedSector
{
    /// <summary>The miner's actor id.</summary>
    public ulong? Miner { get; init; }

    /// <summary>The prover's id, in the place of the miner's.</summary>
    public Digest? ProverId { get; init; }

    /// <summary>The sector's number.</summary>
    public required ulong Sector { get; init; }

    /// <summary>The randomness that it was sealed with.</summary>
    public required SealTicket Ticket { get; init; }

    /// <summary>The randomness that drew its challenges.</summary>
    public required InteractiveSeed Seed { get; init; }

    /// <summary>The commitment to its replica.</summary>
    public required CommR CommR { get; init; }

    /// <summary>The commitment to its data.</summary>
    public required CommD CommD { get; init; }

    /// <summary>Its proofs in hexadecimal; not needed to verify.</summary>
    public string? Proof { get; init; }

    /// <summary>What is proved of it.</summary>
    public SealStatement Statement => new(new SealCommitments(CommR, CommD), Ticket, Seed);

    /// <summary>Whose sector it is.</summary>
    /// <exception cref="CommandException">It does not say so, or twice.</exception>
    public SealIdentity Identity(PoRepConfig config) => new(config, (Miner, ProverId) switch
    {
        ({ } actor, null) => Primitives.ProverId.FromMiner(actor),
        (null, { } id) => id,
        _ => throw new CommandException($"--sectors: sector {Sector} has not one of miner and prover_id."),
    }, Sector);

    /// <summary>Reads the list.</summary>
    /// <exception cref="CommandException">The file is none; the message names it.</exception>
    public static async Task<AggregatedSector[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream stream = File.OpenRead(file);
            return await JsonSerializer.DeserializeAsync(stream, SectorJson.Types.AggregatedSectorArray, cancellationToken)
                ?? throw new JsonException("it holds null.");
        }
        catch (JsonException error)
        {
            throw new CommandException($"--sectors: '{file}' is no list of sectors: {error.Message}", error);
        }
    }

    /// <summary>Its proofs.</summary>
    /// <exception cref="CommandException">They are missing, or no hexadecimal.</exception>
    public byte[] ReadProof()
    {
        try
        {
            return Convert.FromHexString(Proof ?? throw new CommandException($"--sectors: sector {Sector} has no proof."));
        }
        catch (FormatException error)
        {
            throw new CommandException($"--sectors: the proof of sector {Sector} is no hexadecimal.", error);
        }
    }
}
